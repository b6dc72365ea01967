import type { GitDeps } from '../git/git-call.ts';
import type { GitHubClient } from '../github/connect-github.ts';
import {
  createComment,
  findOwnComment,
  type IssueAddress,
  reactWithEyes,
  readLiveIssue,
  updateComment,
} from '../github/conversation.ts';
import { mayWrite } from '../github/may-write.ts';
import { type InstallationToken, mintToken, type TokenRequest } from '../github/mint-token.ts';
import { createCheckRun, deleteBranch, openPullRequest } from '../github/open-pull-request.ts';
import { livingCommentMarker } from '../report/living-comment-marker.ts';
import { makePublishable } from '../report/make-publishable.ts';
import { redact } from '../report/redact.ts';
import { renderLivingComment } from '../report/render-living-comment.ts';
import type { Admission, Origin, PublicationRequest } from './origin.ts';
import { pushToFreeBranch } from './push-to-free-branch.ts';
import { toCommentState } from './run-news.ts';
import type { RunRequest } from './run-request.ts';

export type GitHubOriginDeps = {
  readonly client: GitHubClient;
  readonly git: GitDeps;
  /** Such as `https://github.com`. */
  readonly serverUrl: string;
  readonly bot: { readonly login: string; readonly id: number };
  readonly triggerLabel: string;
  /** Values that must never appear in anything that is posted. */
  readonly secrets: readonly string[];
};

type Octokit = ReturnType<GitHubClient['as']>;

/** One issue on GitHub. Each use of GitHub has a token of its own: this repository, the least permissions, revoked after. */
export function gitHubOrigin(deps: GitHubOriginDeps, request: RunRequest): Origin {
  const { repository, issue } = request;
  const address: IssueAddress = { repository, issue: issue.number };
  const tokens: string[] = [];
  let commentId: number | null = null;

  const mint = async (permissions: TokenRequest['permissions'], signal: AbortSignal): Promise<InstallationToken> => {
    const token = await mintToken(
      deps.client,
      { installationId: request.installationId, repository, permissions },
      signal,
    );
    tokens.push(token.value);
    return token;
  };
  const secrets = () => [...deps.secrets, ...tokens];
  const outgoing = (text: string) => redact(text, secrets());

  const postComment = async (octokit: Octokit, body: string, signal: AbortSignal) => {
    const conversation = { octokit, botLogin: deps.bot.login };
    commentId ??= await findOwnComment(conversation, address, livingCommentMarker(issue.number), signal);
    if (commentId !== null) return await updateComment(octokit, { repository, id: commentId }, body, signal);
    commentId = await createComment(octokit, address, body, signal);
  };

  return {
    repository: `${repository.owner}/${repository.name}`,
    issue,
    committer: {
      name: deps.bot.login,
      email: `${deps.bot.id}+${deps.bot.login}@users.noreply.${new URL(deps.serverUrl).hostname}`,
    },
    secrets,
    async admit(signal) {
      await using token = await mint({ issues: 'write', metadata: 'read' }, signal);
      const octokit = deps.client.as(token.value);
      if (!(await mayWrite(octokit, repository, request.sender, signal))) return notPermitted(request.sender);
      const [live] = await Promise.all([
        readLiveIssue(octokit, address, signal),
        reactWithEyes(octokit, address, signal),
      ]);
      if (!live.isOpen) return closed(request.sender, deps.triggerLabel);
      return issue.body.trim() === '' ? withoutDescription(request.sender, deps.triggerLabel) : { kind: 'admitted' };
    },
    async openSource(signal) {
      const token = await mint({ contents: 'read', metadata: 'read' }, signal);
      return {
        remoteUrl: remoteUrl(deps, request),
        token: token.value,
        [Symbol.asyncDispose]: () => token[Symbol.asyncDispose](),
      };
    },
    async show(news, signal) {
      await using token = await mint({ issues: 'write', metadata: 'read' }, signal);
      const state = makePublishable(toCommentState(news, issue.number), secrets());
      await postComment(deps.client.as(token.value), outgoing(renderLivingComment(state)), signal);
    },
    async publish(publication, signal) {
      await using token = await mint(
        { contents: 'write', pull_requests: 'write', checks: 'write', metadata: 'read' },
        signal,
      );
      const branch = await pushToFreeBranch(
        deps.git,
        { ...publication, remoteUrl: remoteUrl(deps, request), token: token.value, issue },
        signal,
      );
      const octokit = deps.client.as(token.value);
      try {
        return await announce(octokit, { publication, branch, repository, outgoing }, signal);
      } catch (error) {
        await deleteBranch(octokit, repository, branch, AbortSignal.timeout(30_000));
        throw error;
      }
    },
  };
}

type Announcement = {
  readonly publication: PublicationRequest;
  readonly branch: string;
  readonly repository: RunRequest['repository'];
  readonly outgoing: (text: string) => string;
};

/** The pull request comes last: it is what makes the rest visible. */
async function announce(octokit: Octokit, announcement: Announcement, signal: AbortSignal) {
  const { publication, branch, repository, outgoing } = announcement;
  const { title, summary, conclusion } = publication.checkRun;
  await createCheckRun(
    octokit,
    { repository, headSha: publication.sha, title: outgoing(title), summary: outgoing(summary), conclusion },
    signal,
  );
  const pull = await openPullRequest(
    octokit,
    {
      repository,
      base: publication.mirror.branch,
      branch,
      title: outgoing(publication.pullRequest.title),
      body: outgoing(publication.pullRequest.body),
      draft: publication.pullRequest.draft,
    },
    signal,
  );
  return { kind: 'pull-request' as const, ...pull, branch };
}

function remoteUrl(deps: GitHubOriginDeps, { repository }: RunRequest): string {
  return `${deps.serverUrl}/${repository.owner}/${repository.name}.git`;
}

function notPermitted(actor: string): Admission {
  return {
    kind: 'refused',
    actor,
    reason: 'You do not have write permission in this repository, and without it nobody can start a run.',
    nextAction: 'Ask somebody who has it to add the label.',
  };
}

function closed(actor: string, label: string): Admission {
  return {
    kind: 'refused',
    actor,
    reason: 'This issue is closed.',
    nextAction: `Reopen it, then take the label ${label} off and put it back on.`,
  };
}

function withoutDescription(actor: string, label: string): Admission {
  return {
    kind: 'refused',
    actor,
    reason: 'This issue has no description, and a title alone is too little to work from.',
    nextAction: `Describe what happens and what should happen instead, then take the label ${label} off and put it back on.`,
  };
}
