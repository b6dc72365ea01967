import { Fault } from '../errors.ts';
import type { GitDeps } from '../git/git-call.ts';
import type { GitHubClient } from '../github/connect-github.ts';
import { createCheckRun } from '../github/create-check-run.ts';
import { findPullRequest, openPullRequest } from '../github/open-pull-request.ts';
import { takeBackBranch } from '../github/take-back-branch.ts';
import type { PublicationRequest } from './origin.ts';
import { type PushTarget, pushToFreeBranch } from './push-to-free-branch.ts';
import type { Publication } from './run-outcome.ts';

export type PullRequestDeps = { readonly git: GitDeps; readonly octokit: ReturnType<GitHubClient['as']> };
export type PullRequestTarget = PushTarget & { readonly repository: { readonly owner: string; readonly name: string } };

const undoTimeoutMs = 30_000;

/**
 * Branch, check run, pull request, in this order, because the last is what makes the rest visible. When any of them fails
 * the branch is taken back, unless the pull request stands after all and only its answer was lost.
 */
export async function publishPullRequest(
  deps: PullRequestDeps,
  target: PullRequestTarget,
  request: PublicationRequest,
  signal: AbortSignal,
): Promise<Publication> {
  let branch: string | null = null;
  try {
    branch = await pushToFreeBranch(deps.git, { ...target, ...request, onTry: (name) => (branch = name) }, signal);
    return await announce(deps, { ...target, branch }, request, signal);
  } catch (error) {
    if (branch === null) throw error;
    const standing = await settle(deps, { ...target, branch }, request.sha).catch((undoing: unknown) => {
      throw leftBehind(branch ?? '', error, undoing);
    });
    if (standing === null) throw error;
    return standing;
  }
}

type Branch = PullRequestTarget & { readonly branch: string };

async function announce(
  { octokit }: PullRequestDeps,
  { repository, branch }: Branch,
  { mirror, sha, checkRun, pullRequest }: PublicationRequest,
  signal: AbortSignal,
): Promise<Publication> {
  await createCheckRun(octokit, { repository, headSha: sha, ...checkRun }, signal);
  const pull = await openPullRequest(octokit, { repository, base: mirror.branch, branch, ...pullRequest }, signal);
  return { kind: 'pull-request', ...pull, branch };
}

async function settle({ octokit }: PullRequestDeps, branch: Branch, sha: string): Promise<Publication | null> {
  const signal = AbortSignal.timeout(undoTimeoutMs);
  const pull = await findPullRequest(octokit, branch, signal);
  if (pull !== null) return { kind: 'pull-request', ...pull, branch: branch.branch };
  await takeBackBranch(octokit, { ...branch, sha }, signal);
  return null;
}

function leftBehind(branch: string, cause: unknown, undoing: unknown): Fault {
  const words = [cause, undoing].map((error) => (error instanceof Fault ? error.message : 'An unforeseen error.'));
  return new Fault(`${words[0]} The branch ${branch} may have been left behind: ${words[1]}`, {
    cause,
    nextAction: `Delete the branch ${branch} if it is there; then take the label off and put it back on.`,
  });
}
