import { branchName } from '../git/branch-name.ts';
import type { GitDeps } from '../git/git-call.ts';
import { GitFault } from '../git/git-fault.ts';
import type { Mirror } from '../git/open-mirror.ts';
import { pushCommit } from '../git/push-commit.ts';
import type { IssueSnapshot } from './run-request.ts';

export type PushTarget = {
  readonly remoteUrl: string;
  readonly token: string | null;
  readonly issue: IssueSnapshot;
};

export type BranchRequest = PushTarget & {
  readonly mirror: Mirror;
  readonly sha: string;
  /** Told each name before it is tried. */
  readonly onTry?: (branch: string) => void;
};

const maxBranches = 50;

/** Pushes to the first branch of this issue's names that nobody has taken; never onto an existing one. */
export async function pushToFreeBranch(git: GitDeps, request: BranchRequest, signal: AbortSignal): Promise<string> {
  for (let attempt = 1; attempt <= maxBranches; attempt += 1) {
    const branch = branchName(request.issue.number, request.issue.title, attempt);
    request.onTry?.(branch);
    try {
      await pushCommit(git, { ...request, branch }, signal);
      return branch;
    } catch (error) {
      if (!(error instanceof GitFault && error.kind === 'branch-exists')) throw error;
    }
  }
  throw new GitFault('branch-exists', `All ${maxBranches} branch names for this issue are taken.`, {
    nextAction: 'Delete the old sandpiper/ branches of this issue, then take the label off and put it back on.',
  });
}
