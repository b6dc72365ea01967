import type { Octokit } from 'octokit';
import { asking } from './github-fault.ts';
import type { BranchAddress } from './read-branch.ts';

/** Whether an open pull request comes from a branch or goes into it: deleting the branch would close it. */
export async function hasOpenPullRequest(
  octokit: Octokit,
  { repository, branch }: BranchAddress,
  signal: AbortSignal,
): Promise<boolean> {
  const { owner, name: repo } = repository;
  for (const side of [{ head: `${owner}:${branch}` }, { base: branch }]) {
    const { data } = await asking('list the pull requests of the branch', signal, () =>
      octokit.rest.pulls.list({ owner, repo, ...side, state: 'open', per_page: 1, request: { signal } }),
    );
    if (data.length > 0) return true;
  }
  return false;
}
