import type { GitHubClient } from './connect-github.ts';
import { asking } from './github-fault.ts';

/** The ids of the app's installations that are not suspended. */
export async function listInstallations({ app }: GitHubClient, signal: AbortSignal): Promise<readonly number[]> {
  const installations = await asking('list the installations', signal, () =>
    app.paginate(app.rest.apps.listInstallations, { per_page: 100, request: { signal } }),
  );
  return installations.filter(({ suspended_at: suspendedAt }) => !suspendedAt).map(({ id }) => id);
}
