import type { GitDeps } from '../../git/git-call.ts';
import type { GitHubClient } from '../../github/connect-github.ts';
import { mayWrite } from '../../github/may-write.ts';
import type { InstallationToken, TokenRequest } from '../../github/mint-token.ts';
import { readPermission } from '../../github/read-permission.ts';
import { readPull } from '../../github/read-pull.ts';
import { renewingClient } from '../../github/renewing-client.ts';
import { publishRevision } from '../publishing/publish-revision.ts';
import { judgePull } from '../revising/judge-pull.ts';
import type { Revisions } from '../revising/revisions.ts';
import { notPermitted } from './not-permitted.ts';
import type { PublicationTexts } from './origin.ts';
import type { RunRequest } from './run-request.ts';

export type GitHubRevisionsDeps = {
  readonly client: GitHubClient;
  readonly git: GitDeps;
  readonly botLogin: string;
  readonly webUrl: string;
  readonly remoteUrl: string;
  readonly mint: (permissions: TokenRequest['permissions'], signal: AbortSignal) => Promise<InstallationToken>;
  /** What is published, without secrets. */
  readonly toSend: (texts: PublicationTexts) => PublicationTexts;
};

const forReading = { pull_requests: 'read', metadata: 'read' } as const;
const forPublishing = { contents: 'write', pull_requests: 'write', checks: 'write', metadata: 'read' } as const;

/** The open pull requests that the app opened in one repository on GitHub. */
export function gitHubRevisions(
  deps: GitHubRevisionsDeps,
  { repository, sender: actor }: Pick<RunRequest, 'repository' | 'sender'>,
): Revisions {
  const { client, git, botLogin, webUrl, remoteUrl, mint, toSend } = deps;
  return {
    async read(number, signal) {
      await using token = await mint(forReading, signal);
      const octokit = client.as(token.value);
      const permission = await readPermission(octokit, repository, actor, signal);
      if (!mayWrite(permission)) return notPermitted(actor, permission);
      const pull = await readPull(octokit, { repository, pull: number }, signal);
      return judgePull(pull, { number, repository: `${repository.owner}/${repository.name}`, botLogin, actor });
    },
    async publish(request, signal) {
      await using renewing = await renewingClient(client, () => mint(forPublishing, signal));
      return await publishRevision(
        { git, octokit: renewing.octokit, token: renewing.token },
        { remoteUrl, webUrl, repository },
        { ...request, word: (published) => toSend(request.word(published)) },
        signal,
      );
    },
  };
}
