import type { GitHubClient } from './connect-github.ts';
import { GitHubFault } from './github-fault.ts';
import { mintToken } from './mint-token.ts';
import { readDefaultFile } from './read-default-file.ts';

export type OrganisationFile = { readonly installationId: number; readonly owner: string; readonly path: string };

/** Where an organisation keeps what holds for all its repositories. */
const repositoryName = '.github';

/**
 * The text of a file on the default branch of an owner's repository `.github`; `null` when there is no such file or repository,
 * or the app was not given it. Throws a `GitHubFault` when that cannot be known: what an organisation forbids may stand there.
 */
export async function readOrganisationFile(
  client: GitHubClient,
  { installationId, owner, path }: OrganisationFile,
  signal: AbortSignal,
): Promise<string | null> {
  const repository = { owner, name: repositoryName };
  try {
    const permissions = { contents: 'read', metadata: 'read' } as const;
    await using token = await mintToken(client, { installationId, repository, permissions }, signal);
    return await readDefaultFile(client.as(token.value), { repository, path }, signal);
  } catch (error) {
    if (error instanceof GitHubFault && (error.status === 404 || error.status === 422)) return null;
    throw error;
  }
}
