import type { GitHubClient } from './connect-github.ts';
import { asking } from './github-fault.ts';

export type Bot = { readonly login: string; readonly id: number };

/** Who the app is when it comments and commits; also proves that the app's number and key belong together. */
export async function readBot(client: GitHubClient, signal: AbortSignal): Promise<Bot> {
  const { data } = await asking('recognise this app', () =>
    client.app.rest.apps.getAuthenticated({ request: { signal } }),
  );
  return { login: `${data?.slug ?? 'sandpiper'}[bot]`, id: data?.id ?? 0 };
}
