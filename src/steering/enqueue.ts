import type { Added, AddOptions } from '../queue/run-queue.ts';
import type { RunJob } from '../run/task/run-job.ts';
import type { Conversation } from './conversation.ts';
import type { IssueEntry, IssueKey } from './issue-entry.ts';
import type { SteeringDeps } from './steering-deps.ts';

export type Enqueued = {
  readonly job: RunJob;
  readonly how: AddOptions;
  /** What it may come to, full sentences; left out: nothing is foretold of it. */
  readonly details?: readonly string[];
};

/** Puts a job into the queue, remembers it, and shows that it waits, before it can begin. `talk` is about the job's issue. */
export async function enqueue(
  deps: SteeringDeps,
  talk: Pick<Conversation, 'label' | 'show'>,
  { job, how, details = [] }: Enqueued,
  signal: AbortSignal,
): Promise<Added> {
  const key = issueOf(job);
  return await deps.issues.inTurn(key, async () => {
    const added = await deps.queue.add(job, how);
    if (added.kind === 'busy' || added.kind === 'refused') return added;
    const state = deps.queue.stateOf(key);
    // All of it was done, and has come to its end.
    if (added.kind === 'known' && state === null) return added;
    await deps.issues.change(key, (entry) => remember(job, entry));
    // What goes on, be it this job or the one before it, is shown by itself.
    if (state !== 'waiting') return added;
    await talk.label('queued', signal);
    await talk.show({ kind: 'queued', ahead: added.kind === 'added' ? added.ahead : 0, details }, signal);
    return added;
  });
}

/** Work on a pull request leaves what waits for approval as it is; one that is worked on is open, though it was closed before. */
function remember(job: RunJob, entry: IssueEntry): IssueEntry {
  const { task } = job;
  if (task.kind !== 'revise') return { ...entry, lastJob: job, hold: null };
  return { ...entry, lastJob: job, endedPull: entry.endedPull?.number === task.pull ? null : entry.endedPull };
}

export function issueOf({ request: { installationId, repository, issue } }: RunJob): IssueKey {
  return { installationId, repository, issue: issue.number };
}
