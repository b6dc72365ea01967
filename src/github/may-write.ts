import type { Octokit } from 'octokit';
import { asking, GitHubFault } from './github-fault.ts';
import type { RepositoryName } from './repository-name.ts';

/** The person's permission as GitHub knows it this moment: write, maintain or admin. Anything unclear is a no. */
export async function mayWrite(
  octokit: Octokit,
  repository: RepositoryName,
  login: string,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const { data } = await asking(`tell the permission of ${login}`, signal, () =>
      octokit.rest.repos.getCollaboratorPermissionLevel({
        owner: repository.owner,
        repo: repository.name,
        username: login,
        request: { signal },
      }),
    );
    return data.permission === 'admin' || data.permission === 'write';
  } catch (error) {
    if (error instanceof GitHubFault && error.status === 404) return false;
    throw error;
  }
}
