import { branchName } from '../git/branch-name.ts';
import type { GitDeps } from '../git/git-call.ts';
import { GitFault } from '../git/git-fault.ts';
import type { Mirror } from '../git/open-mirror.ts';
import { pushCommit } from '../git/push-commit.ts';
import type { IssueSnapshot } from './run-request.ts';

export type PushRequest = {
  readonly mirror: Mirror;
  readonly sha: string;
  readonly remoteUrl: string;
  readonly token: string | null;
  readonly issue: IssueSnapshot;
};

const maxBranches = 50;

/** Pushes to the first branch of this issue's names that nobody has taken; never onto an existing one. */
export async function pushToFreeBranch(git: GitDeps, request: PushRequest, signal: AbortSignal): Promise<string> {
  for (let attempt = 1; attempt <= maxBranches; attempt += 1) {
    const branch = branchName(request.issue.number, request.issue.title, attempt);
    try {
      await pushCommit(git, { ...request, branch }, signal);
      return branch;
    } catch (error) {
      if (!(error instanceof GitFault && error.kind === 'branch-exists')) throw error;
    }
  }
  throw new GitFault('branch-exists', `All ${maxBranches} branch names for this issue are taken.`, {
    nextAction: 'Delete the old sandpiper/ branches of this issue, then add the label again.',
  });
}
