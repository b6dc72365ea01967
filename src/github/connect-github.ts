import { App, Octokit } from 'octokit';

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
    request: { fetch: fetchWithDeadline },
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

const requestDeadlineMs = 30_000;

async function fetchWithDeadline(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
  const deadline = AbortSignal.timeout(requestDeadlineMs);
  const signal = init.signal ? AbortSignal.any([init.signal, deadline]) : deadline;
  return await fetch(input, { ...init, signal });
}
