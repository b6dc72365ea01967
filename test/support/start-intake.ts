import { generateKeyPairSync } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import pino from 'pino';
import { sandpiperApp } from '../../src/app.ts';
import { openDeliveries } from '../../src/queue/open-deliveries.ts';
import { openRunQueue } from '../../src/queue/open-run-queue.ts';
import { plainTask } from '../../src/run/task/run-task.ts';
import { openDeliveryLog } from '../../src/store/delivery-log.ts';
import { openJobLog } from '../../src/store/job-log.ts';
import type { Trigger } from '../../src/webhooks/events/trigger.ts';
import { placeOf } from '../../src/webhooks/place-of.ts';
import { triggerOf } from '../../src/webhooks/receive-delivery.ts';
import { serveWebhooks } from '../../src/webhooks/serve-webhooks.ts';
import { temporaryDirectory } from './temporary-directory.ts';
import { burstSecret } from './webhook-burst.ts';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

export const appForTests = {
  host: '127.0.0.1',
  port: 0,
  appId: 7,
  privateKey: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
  webhookSecret: burstSecret,
  apiUrl: 'http://127.0.0.1:9',
};

const manyOfAll = {
  runs: 2,
  runsPerRepository: 1,
  waiting: 10_000,
  runsPerDay: 10_000,
  runsPerPersonPerDay: 10_000,
  budgetUsdPerDay: null,
};

export interface Intake extends AsyncDisposable {
  readonly url: string;
  /** The issues of the runs that began, in order. */
  readonly begun: readonly number[];
  /** Lets all runs end, those too that have yet to begin. */
  release(): void;
  idle(): Promise<void>;
}

/** Everything between GitHub and a run: door, deliveries and queue, on a disk. Labels start runs, which go on until they are released. */
export async function startIntake(): Promise<Intake> {
  await using undo = new AsyncDisposableStack();
  const { path } = undo.use(await temporaryDirectory());
  const log = pino({ level: 'silent' });
  const released = Promise.withResolvers<void>();
  const begun: number[] = [];
  const later = (ms: number, signal: AbortSignal) => wait(ms, undefined, { signal });
  const queue = await openRunQueue({
    jobs: await openJobLog(path),
    execute: async ({ request }, signal) => {
      begun.push(request.issue.number);
      signal.addEventListener('abort', () => released.resolve());
      await released.promise;
    },
    sayInterrupted: async () => undefined,
    limits: manyOfAll,
    spentSince: async () => 0,
    readPause: async () => null,
    now: Date.now,
    wait: later,
    log,
  });
  undo.defer(queue.close);
  const eventSettings = { botLogin: 'sandpiper[bot]', appId: 7, branchPrefix: 'sandpiper/', labels };
  const deliveries = openDeliveries<Trigger>({
    deliveries: await openDeliveryLog(path),
    read: (delivery) => triggerOf(eventSettings, delivery),
    placeOf,
    steer: async (trigger, key) => {
      if (trigger.kind !== 'start') return;
      const job = { request: trigger.request, task: plainTask };
      await queue.add(job, { key, priority: 'asked', whenBusy: 'refuse', delayMs: 0 });
    },
    limits: { atOnce: 8, deadlineMs: 60_000, retryAfterMs: [] },
    wait: later,
    log,
  });
  undo.defer(deliveries.close);
  const app = sandpiperApp({ eventSettings, take: deliveries.take, log });
  const { url } = undo.use(await serveWebhooks(log, appForTests, app));
  const owned = undo.move();
  return {
    url,
    begun,
    release: released.resolve,
    async idle() {
      await deliveries.idle();
      await queue.idle();
    },
    [Symbol.asyncDispose]: () => owned[Symbol.asyncDispose](),
  };
}

const labels = {
  go: 'agent',
  plan: 'agent:plan',
  never: 'no-agent',
  states: {
    queued: 'agent: queued',
    running: 'agent: running',
    'needs-input': 'agent: needs-input',
    'pr-open': 'agent: pr-open',
    failed: 'agent: failed',
    blocked: 'agent: blocked',
  },
};
