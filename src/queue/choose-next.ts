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

/** How many of those that wait come before a job, if nothing more is added: as many rounds of the repositories as it needs. */
export function countAhead(job: QueuedJob, waiting: readonly QueuedJob[], lastBegun: Turns['lastBegun']): number {
  const urgent = waiting.filter((other) => rankOf(other) < rankOf(job)).length;
  const alike = Map.groupBy([...waiting.filter((other) => rankOf(other) === rankOf(job))], repositoryOf);
  const own = alike.get(repositoryOf(job)) ?? [];
  const rounds = own.filter(({ at }) => at < job.at).length;
  const ofOthers = [...alike.values()].map((jobs) => {
    if (jobs === own) return 0;
    return Math.min(jobs.length, rounds + (isTurnBefore(jobs, own, lastBegun) ? 1 : 0));
  });
  return ofOthers.reduce((sum, ahead) => sum + ahead, urgent + rounds);
}

/** Of two repositories, by what each of them has waiting. */
function isTurnBefore(
  jobs: readonly QueuedJob[],
  others: readonly QueuedJob[],
  lastBegun: Turns['lastBegun'],
): boolean {
  const both = [first(jobs, lastBegun), first(others, lastBegun)].filter((job) => job !== null);
  return first(both, lastBegun) === both[0];
}

function mayBegin(job: QueuedJob, { running, runsPerRepository, now }: Turns): boolean {
  const besides = running.filter((other) => repositoryOf(other) === repositoryOf(job));
  const isBusy = besides.some((other) => issueOf(other) === issueOf(job));
  return job.notBefore <= now && !isBusy && besides.length < runsPerRepository;
}

/** What people asked for first; then the repository whose turn is longest ago; then what came first. */
function first(jobs: readonly QueuedJob[], lastBegun: Turns['lastBegun']): QueuedJob | null {
  const turnOf = (job: QueuedJob) => lastBegun.get(repositoryOf(job)) ?? 0;
  const isBefore = (one: QueuedJob, other: QueuedJob) =>
    (rankOf(one) - rankOf(other) || turnOf(one) - turnOf(other) || one.at - other.at) < 0;
  return jobs.reduce<QueuedJob | null>((best, job) => (best === null || isBefore(job, best) ? job : best), null);
}

const rankOf = ({ priority }: QueuedJob) => (priority === 'asked' ? 0 : 1);
