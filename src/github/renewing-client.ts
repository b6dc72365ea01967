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
    if (renewed !== null) return await renewed.request(options);
    try {
      return await request(options);
    } catch (error) {
      if (!(error instanceof RequestError) || error.status !== 401) throw error;
    }
    current = owned.use(await mint());
    renewed = client.as(current.value);
    return await renewed.request(options);
  });
  return { octokit, token: () => current.value, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
