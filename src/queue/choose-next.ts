import { issueOf, type QueuedJob, repositoryOf } from './queued-job.ts';

/** What decides about who is next, besides the jobs themselves. */
export type Turns = {
  readonly running: readonly QueuedJob[];
  /** How many runs had begun when the last one of a repository did; of those that are missing none has. */
  readonly lastBegun: ReadonlyMap<string, number>;
  readonly runsPerRepository: number;
  readonly now: number;
};

/** The job to begin now, if any may. */
export function chooseNext(waiting: readonly QueuedJob[], turns: Turns): QueuedJob | null {
  return first(
    waiting.filter((job) => mayBegin(job, turns)),
    turns.lastBegun,
  );
}

/** How many of those that wait come before a job, if nothing more is added and whatever is delayed is not. */
export function countAhead(job: QueuedJob, waiting: readonly QueuedJob[], lastBegun: Turns['lastBegun']): number {
  const left = new Set(waiting);
  const begun = new Map(lastBegun);
  for (let ahead = 0; ; ahead += 1) {
    const next = first([...left], begun);
    if (next === null || next.id === job.id) return ahead;
    left.delete(next);
    begun.set(repositoryOf(next), Math.max(0, ...begun.values()) + 1);
  }
}

function mayBegin(job: QueuedJob, { running, runsPerRepository, now }: Turns): boolean {
  const besides = running.filter((other) => repositoryOf(other) === repositoryOf(job));
  const isBusy = besides.some((other) => issueOf(other) === issueOf(job));
  return job.notBefore <= now && !isBusy && besides.length < runsPerRepository;
}

/** What people asked for first; then the repository whose turn is longest ago; then what came first. */
function first(jobs: readonly QueuedJob[], lastBegun: Turns['lastBegun']): QueuedJob | null {
  const turnOf = (job: QueuedJob) => lastBegun.get(repositoryOf(job)) ?? 0;
  const rankOf = (job: QueuedJob) => (job.priority === 'asked' ? 0 : 1);
  const isBefore = (one: QueuedJob, other: QueuedJob) =>
    (rankOf(one) - rankOf(other) || turnOf(one) - turnOf(other) || one.at - other.at) < 0;
  return jobs.reduce<QueuedJob | null>((best, job) => (best === null || isBefore(job, best) ? job : best), null);
}
