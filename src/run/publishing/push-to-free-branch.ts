import type { GitDeps } from '../../git/git-call.ts';
import { GitFault } from '../../git/git-fault.ts';
import { type PushRequest, pushCommit } from '../../git/push-commit.ts';
import type { IssueSnapshot } from '../origins/run-request.ts';
import { takeFreeBranch } from './take-free-branch.ts';

export type BranchRequest = Omit<PushRequest, 'branch'> & { readonly issue: IssueSnapshot };

/** Pushes to the first branch of this issue's names that nobody has taken; never onto an existing one. */
export async function pushToFreeBranch(git: GitDeps, request: BranchRequest, signal: AbortSignal): Promise<string> {
  return await takeFreeBranch(request.issue, (branch) => pushIfFree(git, { ...request, branch }, signal));
}

/** `false` when the branch exists. */
export async function pushIfFree(git: GitDeps, request: PushRequest, signal: AbortSignal): Promise<boolean> {
  try {
    await pushCommit(git, request, signal);
    return true;
  } catch (error) {
    if (error instanceof GitFault && error.kind === 'branch-exists') return false;
    throw error;
  }
}
