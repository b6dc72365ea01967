import type { IssueState } from '../run/labels/label-names.ts';
import { stateAfter } from '../run/labels/state-after.ts';
import type { RunEnd, RunOutcome } from '../run/run-outcome.ts';
import type { RunJob } from '../run/task/run-job.ts';
import { showState } from './before-run.ts';
import { issueOf } from './enqueue.ts';
import type { IssueEntry } from './issue-entry.ts';
import { showEndedPull } from './show-ended-pull.ts';
import type { SteeringDeps } from './steering-deps.ts';

/** A job has ended: what is remembered of its issue, and what its labels say. */
export async function afterRun(deps: SteeringDeps, job: RunJob, end: RunEnd, signal: AbortSignal): Promise<void> {
  const key = issueOf(job);
  await deps.issues.inTurn(key, async () => {
    const endedAt = new Date(deps.now()).toISOString();
    const entry = await deps.issues.change(key, (before) => entryAfter(before, job, { ...end, endedAt }));
    // Another job of the same issue shows itself.
    const isNext = deps.queue.stateOf(key) === 'waiting';
    if (isNext) return await showState(deps, key, 'queued', signal);
    const isOver = wasEnded(entry, job);
    await showState(deps, key, isOver ? null : shownAfter(end.outcome, entry), signal);
    if (isOver) await showEndedPull(deps, entry, signal);
  });
}

/** It worked on a pull request that was merged or closed meanwhile. */
function wasEnded({ endedPull }: IssueEntry, { task }: RunJob): boolean {
  return task.kind === 'revise' && endedPull?.number === task.pull;
}

/** A job whose process was ended in the middle of it. */
export async function afterInterruption(deps: SteeringDeps, job: RunJob, signal: AbortSignal): Promise<void> {
  const key = issueOf(job);
  await deps.issues.inTurn(key, () => showState(deps, key, 'failed', signal));
}

/** More than anybody looks back on. */
const maxRuns = 50;

type Ended = RunEnd & { readonly endedAt: string };

/** What is remembered of an issue once one of its jobs has ended. */
export function entryAfter(before: IssueEntry, job: RunJob, { runId, outcome, endedAt }: Ended): IssueEntry {
  const { task } = job;
  // The same end may be told twice.
  if (before.runs.some((run) => run.runId === runId)) return before;
  const run = {
    runId,
    task: task.kind,
    cause: task.kind === 'revise' ? task.cause.kind : null,
    endedAt,
    outcome: outcome.kind,
    verdict: outcome.kind === 'published' ? outcome.verdict : null,
  };
  return {
    ...before,
    runs: [...before.runs, run].slice(-maxRuns),
    pull: pullAfter(before, outcome),
    hold: outcome.kind === 'planned' ? { why: 'plan', job, plan: outcome.plan } : before.hold,
    fixes: fixesAfter(before, job, outcome),
  };
}

function pullAfter({ pull, endedPull }: IssueEntry, outcome: RunOutcome): IssueEntry['pull'] {
  if (outcome.kind !== 'published' || outcome.publication.kind !== 'pull-request') return pull;
  const { number, branch, sha } = outcome.publication;
  return number === endedPull?.number ? null : { number, branch, sha };
}

function fixesAfter({ fixes }: IssueEntry, { task }: RunJob, outcome: RunOutcome): IssueEntry['fixes'] {
  const isFix = task.kind === 'revise' && task.cause.kind === 'failed-checks' && outcome.kind !== 'refused';
  return isFix ? { inAll: fixes.inAll + 1, inARow: fixes.inARow + 1 } : fixes;
}

/** Where there is no state of its own, an open pull request is one; so it is when a run on it changed nothing. */
function shownAfter(outcome: RunOutcome, { pull, runs }: IssueEntry): IssueState | null {
  const state = stateAfter(outcome);
  if (pull === null) return state;
  const changedNothing = runs.at(-1)?.task === 'revise' && outcome.kind === 'no-change' && state === 'failed';
  return state === null || changedNothing ? 'pr-open' : state;
}
