import { GitHubFault } from '../github/github-fault.ts';
import { readLiveIssue } from '../github/read-live-issue.ts';
import { RunStopped } from '../run/run-stopped.ts';
import type { Scope } from '../webhooks/events/trigger.ts';
import { type Conversation, openConversation } from './conversation.ts';
import { endPull } from './end-pull.ts';
import type { IssueKey } from './issue-entry.ts';
import type { Steered, SteeringDeps } from './steering-deps.ts';
import { takeAway } from './take-away.ts';

/** Something happened after which there is no point in what runs, waits or is held for it. */
export async function onEnd(deps: SteeringDeps, { trigger }: Steered<'end'>, signal: AbortSignal): Promise<void> {
  const { scope, installationId } = trigger;
  const reason = new RunStopped(trigger.because);
  switch (scope.kind) {
    case 'issue':
      return await endIssue(deps, { ...scope, installationId, issue: scope.number }, reason, signal);
    case 'pull-request':
      return await endPull(
        deps,
        { ...scope, installationId, pull: scope.number, by: trigger.actor?.login ?? null },
        reason,
        signal,
      );
    case 'repositories':
    case 'installation':
      return await endQuietly(deps, { scope, installationId }, reason);
  }
}

async function endIssue(deps: SteeringDeps, key: IssueKey, reason: RunStopped, signal: AbortSignal): Promise<void> {
  const { lastJob, hold } = await deps.issues.read(key);
  // Most issues are none of ours: of those GitHub is asked nothing.
  if (lastJob === null && hold === null && deps.queue.stateOf(key) === null) return;
  const what = await takeAway(deps, key, reason);
  if (what === 'running') return;
  await using talk = await openConversation(deps, key, 'issue', signal);
  await deps.issues.inTurn(key, async () => {
    if (what !== 'nothing') {
      const nextAction = 'Comment `/agent` to ask for a run after all.';
      const actor = (hold?.job ?? lastJob)?.request.sender ?? 'ghost';
      await talk.show({ kind: 'refused', actor, reason: reason.because, nextAction }, signal);
    }
    const { pull } = await deps.issues.read(key);
    await talk.label(pull !== null && (await isOpen(talk, key, signal)) ? 'pr-open' : null, signal);
  });
}

/** One that was deleted or moved is not. */
async function isOpen(talk: Conversation, key: IssueKey, signal: AbortSignal): Promise<boolean> {
  try {
    return (await readLiveIssue(talk.octokit, key, signal)).isOpen;
  } catch (error) {
    if (error instanceof GitHubFault && (error.status === 404 || error.status === 410)) return false;
    throw error;
  }
}

type Outer = {
  readonly scope: Extract<Scope, { kind: 'repositories' | 'installation' }>;
  readonly installationId: number;
};

/** Where nothing may be said any more: there is no token for it. */
async function endQuietly(deps: SteeringDeps, { scope, installationId }: Outer, reason: RunStopped): Promise<void> {
  const isWhole = scope.kind === 'installation';
  await deps.queue.cancel(isWhole ? { kind: 'installation', installationId } : scope, reason);
  const within = isWhole
    ? [{ installationId }]
    : scope.repositories.map((repository) => ({ installationId, repository }));
  for (const one of within) {
    for (const entry of await deps.issues.list(one)) {
      if (entry.hold !== null) await deps.issues.change(entry, (now) => ({ ...now, hold: null }));
    }
  }
}
