import type { GitHubClient } from './connect-github.ts';
import { asking } from './github-fault.ts';
import type { RepositoryName } from './repository-name.ts';

export type TokenRequest = {
  readonly installationId: number;
  readonly repository: RepositoryName;
  readonly permissions: Readonly<Partial<Record<TokenPermission, 'read' | 'write'>>>;
};

/** For all repositories of an installation there is but one token: it learns their names, and opens none. */
export type NamesTokenRequest = {
  readonly installationId: number;
  readonly repository: 'all';
  readonly permissions: { readonly metadata: 'read' };
};

type TokenPermission = 'metadata' | 'contents' | 'issues' | 'pull_requests' | 'checks' | 'actions';

/** A token for one purpose in one repository. Leaving its `await using` block revokes it. */
export interface InstallationToken extends AsyncDisposable {
  readonly value: string;
}

export async function mintToken(
  client: GitHubClient,
  request: TokenRequest | NamesTokenRequest,
  signal: AbortSignal,
): Promise<InstallationToken> {
  const { data } = await asking('give a token for this repository', signal, () =>
    client.app.rest.apps.createInstallationAccessToken({
      installation_id: request.installationId,
      ...(request.repository === 'all' ? {} : { repositories: [request.repository.name] }),
      permissions: request.permissions,
      request: { signal },
    }),
  );
  return { value: data.token, [Symbol.asyncDispose]: () => revoke(client, data.token) };
}

const revokeDeadlineMs = 15_000;

async function revoke(client: GitHubClient, token: string): Promise<void> {
  const signal = AbortSignal.timeout(revokeDeadlineMs);
  try {
    await asking('revoke the token', signal, () =>
      client.as(token).rest.apps.revokeInstallationAccessToken({ request: { signal } }),
    );
  } catch {
    // It ends by itself within the hour; a finished piece of work must not fail because of this.
  }
}
