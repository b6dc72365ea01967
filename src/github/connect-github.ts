import { App, Octokit } from 'octokit';
import { fetchWhole } from './fetch-whole.ts';

export type GitHubConnection = {
  readonly apiUrl: string;
  readonly appId: number;
  readonly privateKey: string;
  /** GitHub asks apps to write slowly; only a GitHub on this very machine has no need of it. */
  readonly polite: boolean;
};

/** The two ways of speaking to GitHub: as the app itself, and with an installation token. */
export type GitHubClient = {
  readonly app: Octokit;
  as(token: string): Octokit;
};

export function connectGitHub(connection: GitHubConnection): GitHubClient {
  const Configured = Octokit.plugin(neverCreateTwice).defaults({
    baseUrl: connection.apiUrl,
    userAgent: 'sandpiper',
    request: { fetch: fetchWhole },
    ...(connection.polite ? {} : { throttle: { enabled: false } }),
  });
  const app = new App({ appId: connection.appId, privateKey: connection.privateKey, Octokit: Configured });
  return { app: app.octokit, as: (token) => new Configured({ auth: token }) };
}

/** Octokit repeats what failed, also a creation whose answer was lost: that would make a second comment or pull request. */
function neverCreateTwice(octokit: Pick<Octokit, 'hook'>): void {
  octokit.hook.before('request', (options) => {
    if (options.method === 'POST') options.request = { ...options.request, retries: 0 };
  });
}
