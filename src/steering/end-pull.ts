import { hasOpenPullRequest } from '../github/has-open-pull-request.ts';
import { mintToken } from '../github/mint-token.ts';
import { type LivePull, readPull } from '../github/read-pull.ts';
import { takeBackBranch } from '../github/take-back-branch.ts';
import type { RunStopped } from '../run/run-stopped.ts';
import { openConversation } from './conversation.ts';
import type { IssueEntry } from './issue-entry.ts';
import { showEndedPull } from './show-ended-pull.ts';
import type { Place, SteeringDeps } from './steering-deps.ts';

export type EndedPull = Place & {
  readonly pull: number;
  /** A login, or `null` when the account is gone. */
  readonly by: string | null;
};

/**
 * A pull request of ours was closed or merged: what works on it ends, and its issue no longer has one. Where the maintainers
 * want that, the branch of one that was not merged goes with it, if it is still as we left it.
 */
export async function endPull(
  deps: SteeringDeps,
  ended: EndedPull,
  reason: RunStopped,
  signal: AbortSignal,
): Promise<void> {
  const entries = await deps.issues.list({ installationId: ended.installationId, repository: ended.repository });
  const entry = entries.find((one) => [one.pull?.number, one.endedPull?.number].includes(ended.pull));
  if (entry === undefined) return;
  await using talk = await openConversation(deps, entry, 'pull-request', signal);
  const live = await readPull(talk.octokit, ended, signal);
  // Before anything ends, so that whatever ends for it knows why.
  const now = await deps.issues.change(entry, (before) => forget(before, ended, live));
  if (worksOn(entry, ended.pull)) {
    await deps.queue.cancel({ kind: 'issue', repository: entry.repository, issue: entry.issue }, reason);
  }
  await deps.issues.inTurn(entry, async () => {
    if (deps.queue.stateOf(entry) !== null || entry.hold !== null) return;
    await talk.label(null, signal);
    await showEndedPull(deps, now, signal);
  });
  if (live !== null && !live.isOpen && !live.isMerged) await tidyBranch(deps, entry, signal);
}

function forget(entry: IssueEntry, { pull: number, by }: EndedPull, live: LivePull | null): IssueEntry {
  const isEnded = live !== null && !live.isOpen;
  const endedPull = isEnded
    ? { number, url: live.url, how: live.isMerged ? ('merged' as const) : ('closed' as const), by }
    : null;
  return { ...entry, pull: null, endedPull, fixes: { inAll: 0, inARow: 0 } };
}

/** A run that makes another pull request for the same issue goes on. */
function worksOn({ lastJob }: IssueEntry, pull: number): boolean {
  return lastJob?.task.kind === 'revise' && lastJob.task.pull === pull;
}

const forDeleting = { contents: 'write', pull_requests: 'read', metadata: 'read' } as const;

async function tidyBranch(deps: SteeringDeps, entry: IssueEntry, signal: AbortSignal): Promise<void> {
  const { installationId, repository, pull } = entry;
  if (pull === null || !(await deps.settingsOf(entry, signal)).publish.deleteStaleBranch) return;
  await using token = await mintToken(deps.client, { installationId, repository, permissions: forDeleting }, signal);
  const octokit = deps.client.as(token.value);
  if (await hasOpenPullRequest(octokit, { repository, branch: pull.branch }, signal)) return;
  await takeBackBranch(octokit, { repository, branch: pull.branch, sha: pull.sha }, signal);
}
