import { hasOpenPullRequest } from '../github/has-open-pull-request.ts';
import { mintToken } from '../github/mint-token.ts';
import { readPull } from '../github/read-pull.ts';
import { takeBackBranch } from '../github/take-back-branch.ts';
import type { RunStopped } from '../run/run-stopped.ts';
import { openConversation } from './conversation.ts';
import type { IssueEntry } from './issue-entry.ts';
import type { Place, SteeringDeps } from './steering-deps.ts';

export type EndedPull = Place & { readonly pull: number };

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
  const entry = entries.find(({ pull }) => pull?.number === ended.pull);
  if (entry === undefined) return;
  if (worksOn(entry, ended.pull)) {
    await deps.queue.cancel({ kind: 'issue', repository: entry.repository, issue: entry.issue }, reason);
  }
  await using talk = await openConversation(deps, entry, 'pull-request', signal);
  await deps.issues.inTurn(entry, async () => {
    await deps.issues.change(entry, (now) => ({ ...now, pull: null, fixes: { inAll: 0, inARow: 0 } }));
    if (deps.queue.stateOf(entry) === null && entry.hold === null) await talk.label(null, signal);
  });
  const live = await readPull(talk.octokit, ended, signal);
  if (live !== null && !live.isOpen && !live.isMerged) await tidyBranch(deps, entry, signal);
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
