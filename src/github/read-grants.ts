import type { GitHubClient } from './connect-github.ts';
import { asking } from './github-fault.ts';

/** What was accepted of what the app asks for: `read` or `write`, by name. */
export async function readGrants(
  { app }: GitHubClient,
  installationId: number,
  signal: AbortSignal,
): Promise<Readonly<Record<string, string>>> {
  const { data } = await asking('show the installation', signal, () =>
    app.rest.apps.getInstallation({ installation_id: installationId, request: { signal } }),
  );
  return Object.fromEntries(Object.entries(data.permissions).filter(([, level]) => typeof level === 'string'));
}
