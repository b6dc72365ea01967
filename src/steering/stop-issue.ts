import type { RunStopped } from '../run/run-stopped.ts';
import { openConversation } from './conversation.ts';
import type { IssueKey } from './issue-entry.ts';
import type { SteeringDeps } from './steering-deps.ts';
import { type StoppedWhat, takeAway } from './take-away.ts';

/** Ends whatever is under way for an issue. A run that goes on says by itself where it ended. */
export async function stopIssue(
  deps: SteeringDeps,
  key: IssueKey,
  reason: RunStopped,
  signal: AbortSignal,
): Promise<StoppedWhat> {
  const what = await takeAway(deps, key, reason);
  if (what !== 'waiting' && what !== 'held') return what;
  await using talk = await openConversation(deps, key, 'issue', signal);
  await deps.issues.inTurn(key, async () => {
    const { pull, lastJob } = await deps.issues.read(key);
    await talk.label(pull === null ? null : 'pr-open', signal);
    const nextAction = 'Comment `/agent` to ask for a run again.';
    await talk.show(
      { kind: 'refused', actor: lastJob?.request.sender ?? '', reason: reason.because, nextAction },
      signal,
    );
  });
  return what;
}
