import type { RepositorySettings } from '../../environment/repository-settings.ts';
import { readRepositorySettings, settingsPath } from '../../environment/settings/read-repository-settings.ts';
import type { GitHubClient } from '../../github/connect-github.ts';
import { mintToken } from '../../github/mint-token.ts';
import { readDefaultFile } from '../../github/read-default-file.ts';
import { readOrganisationFile } from '../../github/read-organisation-file.ts';
import type { RepositoryName } from '../../github/repository-name.ts';

export type SettingsPlace = { readonly installationId: number; readonly repository: RepositoryName };

/** What the maintainers set on their default branch, and their organisation for all of theirs, as it is now. */
export async function readLiveSettings(
  client: GitHubClient,
  { installationId, repository }: SettingsPlace,
  signal: AbortSignal,
): Promise<RepositorySettings> {
  const permissions = { contents: 'read', metadata: 'read' } as const;
  await using token = await mintToken(client, { installationId, repository, permissions }, signal);
  const own = await readDefaultFile(client.as(token.value), { repository, path: settingsPath }, signal);
  const owners = { installationId, owner: repository.owner, path: settingsPath };
  return readRepositorySettings(own, await readOrganisationFile(client, owners, signal)).settings;
}
