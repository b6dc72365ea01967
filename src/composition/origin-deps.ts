import type { GitHubSettings } from '../config/operator-settings.ts';
import { connectGitHub } from '../github/connect-github.ts';
import { readBotLogin } from '../github/read-bot-login.ts';
import type { GitHubOriginDeps } from '../run/origins/github-origin.ts';
import { runPageUrl } from '../web/run-page-url.ts';
import { labelNames } from './label-names.ts';
import type { Workbench } from './open-workbench.ts';

/** What every run for GitHub has in common. Asks GitHub who the app is. */
export async function originDepsOf(
  { run, settings }: Pick<Workbench, 'run' | 'settings'>,
  gitHub: GitHubSettings,
): Promise<GitHubOriginDeps> {
  const client = connectGitHub({ ...gitHub, polite: !isLoopback(gitHub.apiUrl) });
  return {
    client,
    git: run.git,
    serverUrl: gitHub.serverUrl,
    botLogin: await readBotLogin(client, AbortSignal.timeout(30_000)),
    neverLabel: labelNames(gitHub).never,
    now: run.now,
    runPageUrl: runPageUrl(gitHub.publicUrl, gitHub.webhookSecret),
    secrets: [settings.model.apiKey, gitHub.webhookSecret, gitHub.privateKey].filter((secret) => secret !== null),
  };
}

function isLoopback(url: string): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);
}
