import type { GitHubClient } from './connect-github.ts';
import { asking } from './github-fault.ts';

/** The login under which the app comments and commits; also proves that the app's number and key belong together. */
export async function readBotLogin(client: GitHubClient, signal: AbortSignal): Promise<string> {
  const { data } = await asking('recognise this app', signal, () =>
    client.app.rest.apps.getAuthenticated({ request: { signal } }),
  );
  return `${data?.slug ?? 'sandpiper'}[bot]`;
}
