import type { Octokit } from 'octokit';
import { asking, GitHubFault } from './github-fault.ts';
import { type BranchAddress, readBranch } from './read-branch.ts';

export type BranchStep = BranchAddress & {
  /** Where the branch has to stand. */
  readonly from: string;
  /** A commit that follows it. */
  readonly sha: string;
};

/**
 * Takes a branch forward; never off anything that is on it. What GitHub says, or does not say, is settled by looking: the branch
 * stands at our commit, where it was, or elsewhere. Throws a `GitHubFault` when it was left where it was.
 */
export async function updateBranch(
  octokit: Octokit,
  { repository, branch, from, sha }: BranchStep,
  signal: AbortSignal,
): Promise<'moved' | 'elsewhere'> {
  if ((await readBranch(octokit, { repository, branch }, signal)) !== from) return 'elsewhere';
  const { owner, name: repo } = repository;
  try {
    await asking('take the branch on', signal, () =>
      octokit.rest.git.updateRef({ owner, repo, ref: `heads/${branch}`, sha, force: false, request: { signal } }),
    );
    return 'moved';
  } catch (error) {
    if (!(error instanceof GitHubFault)) throw error;
    const standing = await readBranch(octokit, { repository, branch }, signal);
    if (standing === from) throw error;
    return standing === sha ? 'moved' : 'elsewhere';
  }
}
