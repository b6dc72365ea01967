import { type QueuedJob, repositoryOf } from './queued-job.ts';
import type { Added } from './run-queue.ts';

export type QueueLimits = {
  /** At once. */
  readonly runs: number;
  readonly runsPerRepository: number;
  readonly waiting: number;
  /** Of a repository. Days are those of UTC. */
  readonly runsPerDay: number;
  /** Of what a person asked for, in whatever repository. */
  readonly runsPerPersonPerDay: number;
  /** For everything together; `null`: no such limit. */
  readonly budgetUsdPerDay: number | null;
};

export type Load = {
  readonly waiting: number;
  /** What was added today and not taken away before it began. */
  readonly today: readonly QueuedJob[];
  /** By the runs that ended today, in US dollars. */
  readonly spentUsd: number;
  readonly now: number;
};

type Wanted = Pick<QueuedJob, 'job' | 'priority'>;

/** Why a job is not taken; `null`: it is. */
export function judgeLimits(
  wanted: Wanted,
  load: Load,
  limits: QueueLimits,
): Extract<Added, { kind: 'refused' }> | null {
  const until = new Date(startOfDay(load.now) + dayMs).toISOString();
  const ofRepository = load.today.filter((job) => repositoryOf(job) === repositoryOf(wanted));
  if (ofRepository.length >= limits.runsPerDay) return { kind: 'refused', why: 'daily-limit', until };
  if (isSpent(load.spentUsd, limits)) return { kind: 'refused', why: 'budget', until };
  if (wanted.priority === 'asked' && countOf(wanted, load.today) >= limits.runsPerPersonPerDay) {
    return { kind: 'refused', why: 'person-limit', until };
  }
  return load.waiting >= limits.waiting ? { kind: 'refused', why: 'full', until: null } : null;
}

export function isSpent(spentUsd: number, { budgetUsdPerDay }: Pick<QueueLimits, 'budgetUsdPerDay'>): boolean {
  return budgetUsdPerDay !== null && spentUsd >= budgetUsdPerDay;
}

export const dayMs = 24 * 60 * 60_000;

/** Of the day in UTC. */
export function startOfDay(now: number): number {
  return now - (now % dayMs);
}

/** By the number of the account, which stays when it is renamed. What began by itself is nobody's. */
function countOf({ job }: Wanted, today: Load['today']): number {
  const isTheirs = (other: QueuedJob) =>
    other.priority === 'asked' && other.job.request.senderId === job.request.senderId;
  return today.filter(isTheirs).length;
}
