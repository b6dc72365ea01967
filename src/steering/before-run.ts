import { GitHubFault } from '../github/github-fault.ts';
import type { IssueState } from '../run/labels/label-names.ts';
import type { RunJob } from '../run/task/run-job.ts';
import { openConversation } from './conversation.ts';
import { issueOf } from './enqueue.ts';
import type { IssueKey } from './issue-entry.ts';
import type { SteeringDeps } from './steering-deps.ts';

/** A job begins. Resolves once everything is shown that was before it. */
export async function beforeRun(deps: SteeringDeps, job: RunJob, signal: AbortSignal): Promise<void> {
  const key = issueOf(job);
  await deps.issues.inTurn(key, () => showState(deps, key, 'running', signal));
}

/** Labels are for people: that they could not be changed keeps no run from its work. */
export async function showState(
  deps: SteeringDeps,
  key: IssueKey,
  state: IssueState | null,
  signal: AbortSignal,
): Promise<void> {
  try {
    await using talk = await openConversation(deps, key, 'issue', signal);
    await talk.label(state, signal);
  } catch (err) {
    if (!(err instanceof GitHubFault)) throw err;
    deps.log.warn({ err, ...key, state }, 'The state of an issue could not be shown');
  }
}
