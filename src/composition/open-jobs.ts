import { setTimeout as wait } from 'node:timers/promises';
import type { GitHubSettings } from '../config/operator-settings.ts';
import { openRunQueue } from '../queue/open-run-queue.ts';
import type { RunQueue } from '../queue/run-queue.ts';
import { spentSince } from '../run/estimate/spent-since.ts';
import { executeRun } from '../run/execute-run.ts';
import { type GitHubOriginDeps, gitHubOrigin } from '../run/origins/github-origin.ts';
import type { Origin } from '../run/origins/origin.ts';
import type { RunEnd } from '../run/run-outcome.ts';
import type { RunJob } from '../run/task/run-job.ts';
import { sayInterrupted } from '../run/telling/say-interrupted.ts';
import { afterInterruption, afterRun } from '../steering/after-run.ts';
import { beforeRun } from '../steering/before-run.ts';
import type { SteeringDeps } from '../steering/steering-deps.ts';
import { openJobLog } from '../store/job-log.ts';
import { readPause } from '../store/pause-file.ts';
import type { Workbench } from './open-workbench.ts';

export type JobParts = {
  readonly workbench: Pick<Workbench, 'run' | 'settings' | 'log'>;
  readonly gitHub: GitHubSettings;
  readonly originDeps: GitHubOriginDeps;
  /** Asked for when a job begins: steering itself needs the queue. */
  readonly steering: () => SteeringDeps;
  readonly onEnd: (end: RunEnd) => void;
};

/** The queue whose jobs are runs for GitHub. */
export async function openJobs(parts: JobParts): Promise<RunQueue> {
  const { workbench, gitHub, originDeps, steering } = parts;
  const { run, settings, log } = workbench;
  return await openRunQueue({
    jobs: await openJobLog(settings.dataDirectory),
    execute: (job, signal) => executeJob(parts, job, signal),
    async sayInterrupted(job) {
      await sayInterrupted(run, gitHubOrigin(originDeps, job.request));
      await afterInterruption(steering(), job, soon());
    },
    limits: gitHub.limits,
    spentSince: (at) => spentSince(settings.dataDirectory, new Date(at)),
    readPause: () => readPause(settings.dataDirectory),
    now: run.now,
    wait: (ms, signal) => wait(ms, undefined, { signal }),
    log,
  });
}

/** The work begins at once; what it shows comes after all that was shown before it. */
async function executeJob(
  { workbench: { run, log }, originDeps, steering, onEnd }: JobParts,
  job: RunJob,
  signal: AbortSignal,
): Promise<void> {
  // A label that could not be changed keeps no run from its work, nor its comment from telling of it.
  const shown = beforeRun(steering(), job, soon()).catch((err: unknown) => {
    log.error({ err }, 'That a run began could not be shown');
  });
  const origin = gitHubOrigin(originDeps, job.request);
  const show: Origin['show'] = async (news, until) => {
    await shown;
    await origin.show(news, until);
  };
  const end = await executeRun(run, { ...origin, show }, job.task, signal);
  await afterRun(steering(), job, end, soon());
  onEnd(end);
}

const soonMs = 60_000;

/** What is shown around a run does not wait for longer, nor is it cut off when the server stops. */
function soon(): AbortSignal {
  return AbortSignal.timeout(soonMs);
}
