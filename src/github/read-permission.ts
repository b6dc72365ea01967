import type { Octokit } from 'octokit';
import { asking, GitHubFault } from './github-fault.ts';
import type { RepositoryName } from './repository-name.ts';

const roles = ['none', 'read', 'triage', 'write', 'maintain', 'admin'] as const;

/** What somebody may do in a repository; `unknown` when GitHub could not be asked. */
export type Permission = (typeof roles)[number] | 'unknown';

/** The permission of a person as GitHub knows it this moment. Whoever it does not know has none. */
export async function readPermission(
  octokit: Octokit,
  repository: RepositoryName,
  login: string,
  signal: AbortSignal,
): Promise<Permission> {
  try {
    const { data } = await asking(`tell the permission of ${login}`, signal, () =>
      octokit.rest.repos.getCollaboratorPermissionLevel({
        owner: repository.owner,
        repo: repository.name,
        username: login,
        request: { signal },
      }),
    );
    return roleOf(data);
  } catch (error) {
    if (!(error instanceof GitHubFault)) throw error;
    return error.status === 404 ? 'none' : 'unknown';
  }
}

type Level = { readonly permission: string; readonly role_name: string };

/** Organisations have roles of their own: such a one is told by the older word, which is never more than what is held. */
function roleOf({ permission, role_name: role }: Level): Permission {
  return roles.find((one) => one === role) ?? roles.find((one) => one === permission) ?? 'unknown';
}
