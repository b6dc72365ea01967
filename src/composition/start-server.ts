import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { sandpiperApp } from '../app.ts';
import type { GitHubSettings } from '../config/operator-settings.ts';
import { openRunQueue } from '../queue/open-run-queue.ts';
import { executeRun } from '../run/execute-run.ts';
import { gitHubOrigin } from '../run/origins/github-origin.ts';
import type { RunEnd } from '../run/run-outcome.ts';
import { plainTask } from '../run/task/run-task.ts';
import { sayInterrupted } from '../run/telling/say-interrupted.ts';
import { destroyAll } from '../sandbox/destroy-all.ts';
import { lockDirectory } from '../store/lock-directory.ts';
import { openRequestLog } from '../store/request-log.ts';
import { keepUp } from '../upkeep/keep-up.ts';
import { readRequest } from '../webhooks/decide-trigger.ts';
import { serveWebhooks } from '../webhooks/serve-webhooks.ts';
import type { Workbench } from './open-workbench.ts';
import { originDepsOf } from './origin-deps.ts';

export interface SandpiperServer extends AsyncDisposable {
  readonly webhookUrl: string;
  /** Resolves when no run is waiting or going on. */
  idle(): Promise<void>;
}

const upkeepEveryMs = 6 * 60 * 60_000;

/** Receives webhooks and works on what they ask for, until it is disposed. One server serves a data directory. */
export async function startServer(
  { run, settings, log }: Workbench,
  gitHub: GitHubSettings,
  onEnd: (end: RunEnd) => void = () => undefined,
  upkeep: 'on' | 'off' = 'on',
): Promise<SandpiperServer> {
  await using undo = new AsyncDisposableStack();
  undo.use(await lockDirectory(settings.dataDirectory));
  // What an earlier server worked in: its runs are not resumed.
  await destroyAll(run.sandboxes);
  await emptyFolder(run.git.scratch);
  const originDeps = await originDepsOf({ run, settings }, gitHub);
  const queue = openRunQueue({
    requests: await openRequestLog(settings.dataDirectory),
    readRequest: (payload) => readRequest(payload, gitHub.labels.go),
    execute: async (request, signal) =>
      onEnd(await executeRun(run, gitHubOrigin(originDeps, request), plainTask, signal)),
    sayInterrupted: (request) => sayInterrupted(run, gitHubOrigin(originDeps, request)),
    concurrency: gitHub.limits.runs,
    log,
  });
  undo.defer(queue.close);
  await queue.resume();
  const pause = (signal: AbortSignal) => wait(upkeepEveryMs, undefined, { signal });
  if (upkeep === 'on') undo.use(keepUp({ ...originDeps, now: run.now, log, pause }));
  const app = sandpiperApp({
    triggerLabel: gitHub.labels.go,
    accept: ({ id, name: event, payload }, request) => queue.accept({ id, event, payload }, request),
    log,
  });
  const server = undo.use(await serveWebhooks(log, gitHub, app));
  const owned = undo.move();
  return {
    webhookUrl: server.url,
    idle: queue.idle,
    [Symbol.asyncDispose]: () => owned[Symbol.asyncDispose](),
  };
}

async function emptyFolder(folder: string): Promise<void> {
  for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true, force: true });
}
