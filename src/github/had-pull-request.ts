import type { Octokit } from 'octokit';
import { asking } from './github-fault.ts';
import type { BranchAddress } from './read-branch.ts';

/** Whether a pull request was ever made from a branch of this name: merged or closed, it must not come to life again. */
export async function hadPullRequest(
  octokit: Octokit,
  { repository, branch }: BranchAddress,
  signal: AbortSignal,
): Promise<boolean> {
  const { owner, name: repo } = repository;
  const { data } = await asking('list the pull requests', signal, () =>
    octokit.rest.pulls.list({
      owner,
      repo,
      head: `${owner}:${branch}`,
      state: 'all',
      per_page: 1,
      request: { signal },
    }),
  );
  return data.length > 0;
}
