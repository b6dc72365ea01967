import type { Octokit } from 'octokit';
import { asking, GitHubFault } from './github-fault.ts';
import { type BranchAddress, readBranch } from './read-branch.ts';

export type NewBranch = BranchAddress & {
  /** A commit that nothing else points to. */
  readonly sha: string;
};

/**
 * Creates a branch; one that exists is never moved. What GitHub says, or does not say, is settled by looking: the branch
 * stands at our commit, at another, or nowhere. Throws a `GitHubFault` when it is nowhere.
 */
export async function createBranch(
  octokit: Octokit,
  { repository, branch, sha }: NewBranch,
  signal: AbortSignal,
): Promise<'created' | 'taken'> {
  const { owner, name: repo } = repository;
  try {
    await asking('create the branch', signal, () =>
      octokit.rest.git.createRef({ owner, repo, ref: `refs/heads/${branch}`, sha, request: { signal } }),
    );
    return 'created';
  } catch (error) {
    if (!(error instanceof GitHubFault)) throw error;
    const standing = await readBranch(octokit, { repository, branch }, signal);
    if (standing === null) throw error;
    return standing === sha ? 'created' : 'taken';
  }
}
