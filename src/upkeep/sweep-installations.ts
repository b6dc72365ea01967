import { listInstallations } from '../github/list-installations.ts';
import { listRepositories } from '../github/list-repositories.ts';
import { mintToken } from '../github/mint-token.ts';
import type { RepositoryName } from '../github/repository-name.ts';
import { oneByOne } from './one-by-one.ts';
import { sweepRepository } from './sweep-repository.ts';
import type { UpkeepDeps } from './upkeep-deps.ts';

const repositoryDeadlineMs = 2 * 60_000;

/** Goes through every repository of every installation, one request after the other. */
export async function sweepInstallations(deps: UpkeepDeps, signal: AbortSignal): Promise<void> {
  await oneByOne(deps.log, await listInstallations(deps.client, signal), signal, async (installationId) => {
    const repositories = await repositoriesOf(deps, installationId, signal);
    await oneByOne(deps.log, repositories, signal, (repository) =>
      sweepRepository(
        deps,
        { installationId, repository },
        AbortSignal.any([signal, AbortSignal.timeout(repositoryDeadlineMs)]),
      ),
    );
  });
}

async function repositoriesOf(
  { client }: UpkeepDeps,
  installationId: number,
  signal: AbortSignal,
): Promise<readonly RepositoryName[]> {
  const request = { installationId, repository: 'all', permissions: { metadata: 'read' } } as const;
  await using token = await mintToken(client, request, signal);
  return await listRepositories(client.as(token.value), signal);
}
