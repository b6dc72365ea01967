import type { Octokit } from 'octokit';
import { asking } from './github-fault.ts';
import type { RepositoryName } from './repository-name.ts';

/** The repositories a token is for, without those in which nothing can be changed. */
export async function listRepositories(octokit: Octokit, signal: AbortSignal): Promise<readonly RepositoryName[]> {
  const repositories = await asking('list the repositories', signal, () =>
    octokit.paginate(octokit.rest.apps.listReposAccessibleToInstallation, { per_page: 100, request: { signal } }),
  );
  return repositories
    .filter(({ archived, disabled }) => !archived && !disabled)
    .map(({ owner, name }) => ({ owner: owner.login, name }));
}
