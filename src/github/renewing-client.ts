import { type Octokit, RequestError } from 'octokit';
import type { GitHubClient } from './connect-github.ts';
import type { InstallationToken } from './mint-token.ts';

/** A client whose token is minted anew, once, when GitHub no longer knows it. Leaving its `await using` block revokes all. */
export interface RenewingClient extends AsyncDisposable {
  readonly octokit: Octokit;
  /** The token as it is now. */
  token(): string;
}

/** A 401 says that nothing was done, so that the request can be made again, whatever it was. */
export async function renewingClient(
  client: GitHubClient,
  mint: () => Promise<InstallationToken>,
): Promise<RenewingClient> {
  await using opened = new AsyncDisposableStack();
  let current = opened.use(await mint());
  let renewed: Octokit | null = null;
  const octokit = client.as(current.value);
  const owned = opened.move();
  octokit.hook.wrap('request', async (request, options) => {
    // The first client's hooks travel in the options, and would take the request back to it.
    const { hook: _first, ...bare } = options.request;
    const again = (fresh: Octokit) => fresh.request({ ...options, request: bare });
    if (renewed !== null) return await again(renewed);
    try {
      return await request(options);
    } catch (error) {
      if (!(error instanceof RequestError) || error.status !== 401) throw error;
    }
    current = owned.use(await mint());
    renewed = client.as(current.value);
    return await again(renewed);
  });
  return { octokit, token: () => current.value, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
