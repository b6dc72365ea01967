import type { Octokit } from 'octokit';
import { asking, GitHubFault } from './github-fault.ts';
import type { RepositoryName } from './repository-name.ts';

export type BranchAddress = { readonly repository: RepositoryName; readonly branch: string };

/** The commit a branch stands at; `null` when there is no such branch. */
export async function readBranch(
  octokit: Octokit,
  { repository, branch }: BranchAddress,
  signal: AbortSignal,
): Promise<string | null> {
  const at = { owner: repository.owner, repo: repository.name, ref: `heads/${branch}`, request: { signal } };
  try {
    return (await asking('show the branch', signal, () => octokit.rest.git.getRef(at))).data.object.sha;
  } catch (error) {
    if (error instanceof GitHubFault && error.status === 404) return null;
    throw error;
  }
}
