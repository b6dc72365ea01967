import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { sandpiperApp } from '../app.ts';
import type { GitHubSettings } from '../config/operator-settings.ts';
import { branchPrefix } from '../git/branch-name.ts';
import { openDeliveries } from '../queue/open-deliveries.ts';
import type { RunEnd } from '../run/run-outcome.ts';
import { destroyAll } from '../sandbox/destroy-all.ts';
import { mergeMovedBases } from '../steering/pulls/merge-moved-bases.ts';
import { steer } from '../steering/steer.ts';
import type { Place } from '../steering/steering-deps.ts';
import { openDeliveryLog } from '../store/delivery-log.ts';
import { lockDirectory } from '../store/lock-directory.ts';
import { keepUp } from '../upkeep/keep-up.ts';
import { serveRunPages } from '../web/serve-run-pages.ts';
import type { Trigger } from '../webhooks/events/trigger.ts';
import { placeOf } from '../webhooks/place-of.ts';
import { triggerOf } from '../webhooks/receive-delivery.ts';
import { serveWebhooks } from '../webhooks/serve-webhooks.ts';
import { openJobs } from './open-jobs.ts';
import { openSteering } from './open-steering.ts';
import type { Workbench } from './open-workbench.ts';
import { originDepsOf } from './origin-deps.ts';

export interface SandpiperServer extends AsyncDisposable {
  readonly webhookUrl: string;
  /** Resolves when no run is waiting or going on. */
  idle(): Promise<void>;
}

const upkeepEveryMs = 6 * 60 * 60_000;
const deliveryLimits = { atOnce: 8, deadlineMs: 120_000, retryAfterMs: [5_000, 60_000] };

/** Receives webhooks and works on what they ask for, until it is disposed. One server serves a data directory. */
export async function startServer(
  workbench: Workbench,
  gitHub: GitHubSettings,
  onEnd: (end: RunEnd) => void = () => undefined,
  upkeep: 'on' | 'off' = 'on',
): Promise<SandpiperServer> {
  const { run, settings, log } = workbench;
  await using undo = new AsyncDisposableStack();
  undo.use(await lockDirectory(settings.dataDirectory));
  // What an earlier server worked in: its runs are not resumed.
  await destroyAll(run.sandboxes);
  await emptyFolder(run.git.scratch);
  const originDeps = await originDepsOf({ run, settings }, gitHub);
  const later = (ms: number, signal: AbortSignal) => wait(ms, undefined, { signal });
  const queue = await openJobs({ workbench, gitHub, originDeps, onEnd, steering: () => steering });
  undo.defer(queue.close);
  const steering = openSteering({ workbench, gitHub, originDeps, queue });
  const { botLogin, labels } = steering;
  const eventSettings = { botLogin, appId: gitHub.appId, branchPrefix, labels };
  const deliveries = openDeliveries<Trigger>({
    deliveries: await openDeliveryLog(settings.dataDirectory),
    read: (delivery) => triggerOf(eventSettings, delivery),
    placeOf,
    steer: (trigger, key, signal) => steer(steering, { trigger, key }, signal),
    limits: deliveryLimits,
    wait: later,
    log,
  });
  undo.defer(deliveries.close);
  await queue.resume();
  await deliveries.resume();
  const upkeepDeps = {
    ...originDeps,
    mergeMovedBases: (there: Place, signal: AbortSignal) =>
      mergeMovedBases({ ...steering, wait: later }, there, signal),
    now: run.now,
    log,
    pause: (signal: AbortSignal) => later(upkeepEveryMs, signal),
  };
  if (upkeep === 'on') undo.use(keepUp(upkeepDeps));
  const app = sandpiperApp({ eventSettings, take: deliveries.take, log });
  const pages = serveRunPages({ ...gitHub, dataDirectory: settings.dataDirectory, now: run.now, log });
  const server = undo.use(await serveWebhooks(log, gitHub, app, pages));
  const owned = undo.move();
  return {
    webhookUrl: server.url,
    async idle() {
      await deliveries.idle();
      await queue.idle();
    },
    [Symbol.asyncDispose]: () => owned[Symbol.asyncDispose](),
  };
}

async function emptyFolder(folder: string): Promise<void> {
  for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true, force: true });
}
