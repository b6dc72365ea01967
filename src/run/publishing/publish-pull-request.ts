import { Fault } from '../../errors.ts';
import { createBranch } from '../../github/create-branch.ts';
import { createCheckRun } from '../../github/create-check-run.ts';
import { hadPullRequest } from '../../github/had-pull-request.ts';
import { inviteToPullRequest } from '../../github/invite-to-pull-request.ts';
import { findPullRequest, openPullRequest, type PullRequest } from '../../github/open-pull-request.ts';
import { takeBackBranch } from '../../github/take-back-branch.ts';
import type { PublicationRequest } from '../origins/origin.ts';
import type { IssueSnapshot } from '../origins/run-request.ts';
import type { PullRequestPublication } from '../run-outcome.ts';
import { pushIfFree } from './push-to-free-branch.ts';
import { encloseDescription } from './renew-description.ts';
import { takeFreeBranch } from './take-free-branch.ts';
import { type UploadDeps, uploadCommit } from './upload-commit.ts';

export type PullRequestDeps = UploadDeps & {
  /** For a push; asked for when it is needed. */
  readonly token: () => string;
};

export type PullRequestTarget = {
  readonly remoteUrl: string;
  /** For people, such as `https://github.com/owner/name`. */
  readonly webUrl: string;
  readonly issue: IssueSnapshot;
  readonly repository: { readonly owner: string; readonly name: string };
};

const undoTimeoutMs = 30_000;

/**
 * Commit, branch, check run, pull request, in this order, because the last is what makes the rest visible. When any of them
 * fails the branch is taken back, unless the pull request stands after all and only its answer was lost.
 */
export async function publishPullRequest(
  deps: PullRequestDeps,
  target: PullRequestTarget,
  request: PublicationRequest,
  signal: AbortSignal,
): Promise<PullRequestPublication> {
  const uploaded = await uploadCommit(deps, { ...target, ...request, parents: [request.mirror.baseSha] }, signal);
  const head = { ...target, sha: uploaded ?? request.sha, isUploaded: uploaded !== null };
  let tried: string | null = null;
  try {
    const branch = await takeFreeBranch(target.issue, async (name) => {
      tried = null;
      if (name === request.mirror.branch || (await hadPullRequest(deps.octokit, { ...target, branch: name }, signal)))
        return false;
      tried = name;
      return await take(deps, { ...head, branch: name }, request, signal);
    });
    return await announce(deps, { ...head, branch }, request, signal);
  } catch (error) {
    if (tried === null) throw error;
    const branch: Branch = { ...head, branch: tried };
    const standing = await settle(deps, branch).catch((undoing: unknown) => {
      throw leftBehind(branch.branch, error, undoing);
    });
    if (standing === null) throw error;
    return standing;
  }
}

/** `sha` is the commit as GitHub has it. */
type Branch = PullRequestTarget & { readonly branch: string; readonly sha: string; readonly isUploaded: boolean };

async function take(
  { git, octokit, token }: PullRequestDeps,
  branch: Branch,
  { mirror }: PublicationRequest,
  signal: AbortSignal,
): Promise<boolean> {
  if (branch.isUploaded) return (await createBranch(octokit, branch, signal)) === 'created';
  return await pushIfFree(git, { ...branch, mirror, token: token() }, signal);
}

async function announce(
  { octokit }: PullRequestDeps,
  branch: Branch,
  { mirror, draft, word, invite }: PublicationRequest,
  signal: AbortSignal,
): Promise<PullRequestPublication> {
  const { repository, sha: headSha, webUrl } = branch;
  const { checkRun, pullRequest } = word({ sha: headSha, checksUrl: `${webUrl}/commit/${headSha}/checks` });
  await createCheckRun(octokit, { repository, headSha, ...checkRun }, signal);
  const head = { repository, base: mirror.branch, branch: branch.branch };
  const body = encloseDescription(pullRequest.body);
  const pull = await openPullRequest(octokit, { ...head, ...pullRequest, body, draft }, signal);
  return toPublication(
    branch,
    pull,
    await inviteToPullRequest(octokit, { repository, pull: pull.number, ...invite }, signal),
  );
}

async function settle({ octokit }: PullRequestDeps, branch: Branch): Promise<PullRequestPublication | null> {
  const signal = AbortSignal.timeout(undoTimeoutMs);
  const pull = await findPullRequest(octokit, branch, signal);
  if (pull !== null) return toPublication(branch, pull, []);
  await takeBackBranch(octokit, branch, signal);
  return null;
}

function toPublication({ branch, sha }: Branch, pull: PullRequest, notes: readonly string[]): PullRequestPublication {
  return { kind: 'pull-request', ...pull, branch, sha, notes };
}

function leftBehind(branch: string, cause: unknown, undoing: unknown): Fault {
  const words = [cause, undoing].map((error) => (error instanceof Fault ? error.message : 'An unforeseen error.'));
  return new Fault(`${words[0]} The branch ${branch} may have been left behind: ${words[1]}`, {
    cause,
    nextAction: `Delete the branch ${branch} if it is there.`,
  });
}
