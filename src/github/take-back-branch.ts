import type { Octokit } from 'octokit';
import { asking, GitHubFault } from './github-fault.ts';
import type { RepositoryName } from './repository-name.ts';

export type OwnBranch = { readonly repository: RepositoryName; readonly branch: string; readonly sha: string };

/** Deletes a branch if it is there and still at the commit this run pushed; anybody else's is left alone. */
export async function takeBackBranch(octokit: Octokit, own: OwnBranch, signal: AbortSignal): Promise<void> {
  const at = {
    owner: own.repository.owner,
    repo: own.repository.name,
    ref: `heads/${own.branch}`,
    request: { signal },
  };
  if ((await shaOf(octokit, at, signal)) !== own.sha) return;
  await asking('delete the branch again', signal, () => octokit.rest.git.deleteRef(at));
}

type RefParameters = Parameters<Octokit['rest']['git']['getRef']>[0];

async function shaOf(octokit: Octokit, at: RefParameters, signal: AbortSignal): Promise<string | null> {
  try {
    return (await asking('show the branch', signal, () => octokit.rest.git.getRef(at))).data.object.sha;
  } catch (error) {
    if (error instanceof GitHubFault && error.status === 404) return null;
    throw error;
  }
}
