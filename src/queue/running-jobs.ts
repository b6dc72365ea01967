import type { Logger } from 'pino';
import type { RunJob } from '../run/task/run-job.ts';
import type { QueuedJob } from './queued-job.ts';

/** The jobs under way, and the means to end them. */
export interface RunningJobs {
  all(): readonly QueuedJob[];
  begin(job: QueuedJob): void;
  /** How many there were to abort. */
  abort(isMeant: (job: QueuedJob) => boolean, reason: Error): number;
  /** Resolves when none is under way. */
  settled(): Promise<void>;
}

export type RunningJobsDeps = {
  /** Handles every foreseen ending itself: what it throws is a bug, which is logged. */
  readonly execute: (job: RunJob, signal: AbortSignal) => Promise<void>;
  /** After the work was done; not after a bug, of which the next process has it said that the run was interrupted. */
  readonly putAway: (job: QueuedJob) => Promise<void>;
  readonly onFree: () => void;
  readonly log: Logger;
};

type Running = { readonly job: QueuedJob; readonly stopping: AbortController; readonly settled: Promise<void> };

export function runningJobs({ execute, putAway, onFree, log }: RunningJobsDeps): RunningJobs {
  const running = new Map<string, Running>();

  const work = async (job: QueuedJob, signal: AbortSignal) => {
    try {
      await execute(job.job, signal);
      await putAway(job);
    } catch (err) {
      log.error({ err, job: job.id }, 'A run ended in an error nobody foresaw');
    } finally {
      running.delete(job.id);
      onFree();
    }
  };
  return {
    all: () => [...running.values()].map(({ job }) => job),
    begin(job) {
      const stopping = new AbortController();
      // Not before it stands in the map, from which it takes itself.
      const settled = Promise.resolve().then(() => work(job, stopping.signal));
      running.set(job.id, { job, stopping, settled });
    },
    abort(isMeant, reason) {
      const meant = [...running.values()].filter(({ job }) => isMeant(job));
      for (const { stopping } of meant) stopping.abort(reason);
      return meant.length;
    },
    async settled() {
      while (running.size > 0) await Promise.all([...running.values()].map(({ settled }) => settled));
    },
  };
}
