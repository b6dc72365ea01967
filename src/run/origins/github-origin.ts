import { settingsPath } from '../../environment/settings/read-repository-settings.ts';
import type { GitDeps } from '../../git/git-call.ts';
import type { Person } from '../../git/identity-of.ts';
import type { GitHubClient } from '../../github/connect-github.ts';
import type { IssueAddress } from '../../github/issue-address.ts';
import { keepComment } from '../../github/keep-comment.ts';
import { listTrustedComments } from '../../github/list-trusted-comments.ts';
import { mayWrite } from '../../github/may-write.ts';
import { type InstallationToken, mintToken, type TokenRequest } from '../../github/mint-token.ts';
import { reactWithEyes } from '../../github/react-with-eyes.ts';
import { readLiveIssue } from '../../github/read-live-issue.ts';
import { readOrganisationFile } from '../../github/read-organisation-file.ts';
import { readPermission } from '../../github/read-permission.ts';
import { renewingClient } from '../../github/renewing-client.ts';
import { livingCommentMarker } from '../../report/living-comment-marker.ts';
import { makePublishable } from '../../report/make-publishable.ts';
import { redact } from '../../report/redact.ts';
import { renderCall } from '../../report/render-call.ts';
import { renderLivingComment } from '../../report/render-living-comment.ts';
import { isLabel } from '../labels/is-label.ts';
import { publishPullRequest } from '../publishing/publish-pull-request.ts';
import { toCommentState } from '../telling/run-news.ts';
import { gitHubPulls } from './github-pulls.ts';
import { gitHubRevisions } from './github-revisions.ts';
import { liveCheck } from './live-check.ts';
import { notPermitted } from './not-permitted.ts';
import type { Admission, Origin, PublicationTexts } from './origin.ts';
import type { RunRequest } from './run-request.ts';

export type GitHubOriginDeps = {
  readonly client: GitHubClient;
  readonly git: GitDeps;
  /** Such as `https://github.com`. */
  readonly serverUrl: string;
  /** Such as `sandpiper[bot]`. */
  readonly botLogin: string;
  /** Keeps us off an issue, whoever asked. */
  readonly neverLabel: string;
  /** Values that must never appear in anything that is posted. */
  readonly secrets: readonly string[];
  readonly now: () => number;
  /** Where the page of a run is found; `null`: nowhere that people reach. */
  readonly runPageUrl?: ((runId: string) => string) | null;
};

const forConversation = { issues: 'write', metadata: 'read' } as const;
const forListening = { issues: 'read', metadata: 'read' } as const;
const forReading = { contents: 'read', metadata: 'read' } as const;
const forPublishing = { contents: 'write', pull_requests: 'write', checks: 'write', metadata: 'read' } as const;

/** One issue on GitHub. Each use of GitHub has a token of its own: this repository, the least permissions, revoked after. */
export function gitHubOrigin(deps: GitHubOriginDeps, request: RunRequest): Origin {
  const { repository, issue } = request;
  const address: IssueAddress = { repository, issue: issue.number };
  const { mint, secrets } = tokenPurse(deps, request);
  const outgoing = (text: string) => redact(text, secrets());
  const commentWith = (marker: string) => keepComment({ address, botLogin: deps.botLogin, marker });
  const comment = commentWith(livingCommentMarker(issue.number));
  const check = liveCheck({ ...deps, repository, mint, outgoing });
  const webUrl = `${deps.serverUrl}/${repository.owner}/${repository.name}`;
  const remoteUrl = `${webUrl}.git`;

  return {
    repository: `${repository.owner}/${repository.name}`,
    issue,
    committer: accountOf(deps.botLogin, deps.serverUrl),
    requestedBy: accountOf(request.sender, deps.serverUrl, request.senderId),
    pulls: gitHubPulls({ ...deps, webUrl, mint, outgoing }, request),
    secrets,
    async admit(signal) {
      await using token = await mint(forConversation, signal);
      const octokit = deps.client.as(token.value);
      const permission = await readPermission(octokit, repository, request.sender, signal);
      if (!mayWrite(permission)) return notPermitted(request.sender, permission);
      const admission = judgeIssue(request, await readLiveIssue(octokit, address, signal), deps.neverLabel);
      if (admission.kind === 'admitted') await reactWithEyes(octokit, address, signal);
      return admission;
    },
    async readComments(signal) {
      await using token = await mint(forListening, signal);
      return await listTrustedComments(deps.client.as(token.value), address, { before: request.requestedAt }, signal);
    },
    readOrganisationSettings: (signal) =>
      readOrganisationFile(
        deps.client,
        { installationId: request.installationId, owner: repository.owner, path: settingsPath },
        signal,
      ),
    async openSource(signal) {
      const token = await mint(forReading, signal);
      return { remoteUrl, token: token.value, [Symbol.asyncDispose]: () => token[Symbol.asyncDispose]() };
    },
    async show(news, signal) {
      await using token = await mint(forConversation, signal);
      const octokit = deps.client.as(token.value);
      const pageUrl = deps.runPageUrl?.(news.runId) ?? null;
      const state = makePublishable(toCommentState(news, issue.number, pageUrl), secrets());
      const body = outgoing(renderLivingComment(state));
      await comment.write(octokit, body, signal);
      const call =
        isLongAgo(request, deps.now()) && news.work?.cause !== 'review' ? renderCall(state, request.sender) : null;
      const mark = `<!-- sandpiper:call=${news.runId} -->`;
      if (call !== null) await commentWith(mark).write(octokit, `${outgoing(call)}\n\n${mark}`, signal);
      await check.show(news, state, signal);
    },
    revisions: gitHubRevisions(
      { ...deps, webUrl, remoteUrl, mint, toSend: (texts) => toSend(texts, deps, outgoing) },
      request,
    ),
    async publish(publication, signal) {
      await using client = await renewingClient(deps.client, () => mint(forPublishing, signal));
      return await publishPullRequest(
        { git: deps.git, octokit: client.octokit, token: client.token },
        { remoteUrl, webUrl, issue, repository },
        { ...publication, word: (published) => toSend(publication.word(published), deps, outgoing) },
        signal,
      );
    },
  };
}

/** The address is one that GitHub knows the account by and nobody reads; of a person surely so only with the account's number. */
function accountOf(login: string, serverUrl: string, id: number | null = null): Person {
  const account = id === null ? login : `${id}+${login}`;
  return { name: login, email: `${account}@users.noreply.${new URL(serverUrl).hostname}` };
}

const callAfterMs = 10 * 60_000;

/** Whoever asked has turned to something else by now. A review that could not be answered is told of for itself. */
function isLongAgo({ requestedAt }: RunRequest, now: number): boolean {
  return now - Date.parse(requestedAt) > callAfterMs;
}

/** Mints, and remembers each token's value for as long as it lives, so that it can be kept out of every text. */
function tokenPurse(deps: GitHubOriginDeps, { installationId, repository }: RunRequest) {
  const living = new Set<string>();
  return {
    secrets: () => [...deps.secrets, ...living],
    async mint(permissions: TokenRequest['permissions'], signal: AbortSignal): Promise<InstallationToken> {
      const token = await mintToken(deps.client, { installationId, repository, permissions }, signal);
      living.add(token.value);
      return {
        value: token.value,
        async [Symbol.asyncDispose]() {
          await token[Symbol.asyncDispose]();
          living.delete(token.value);
        },
      };
    },
  };
}

/** Without secrets, and with the address of the run's page. */
function toSend(
  { pullRequest, checkRun }: PublicationTexts,
  { runPageUrl }: Pick<GitHubOriginDeps, 'runPageUrl'>,
  outgoing: (text: string) => string,
): PublicationTexts {
  return {
    pullRequest: { title: outgoing(pullRequest.title), body: outgoing(pullRequest.body) },
    checkRun: {
      ...checkRun,
      detailsUrl: runPageUrl?.(checkRun.externalId) ?? null,
      title: outgoing(checkRun.title),
      summary: outgoing(checkRun.summary),
      text: outgoing(checkRun.text),
      annotations: checkRun.annotations.map((one) => ({ ...one, message: outgoing(one.message) })),
    },
  };
}

type Live = Awaited<ReturnType<typeof readLiveIssue>>;

/** By what the issue is when the work begins, which may be long after the label. */
function judgeIssue({ issue, sender: actor }: RunRequest, live: Live, neverLabel: string): Admission {
  const again = 'comment `/agent`';
  if (live.labels.some((label) => isLabel(label, neverLabel))) {
    return {
      kind: 'refused',
      actor,
      reason: `The label ${neverLabel} keeps Sandpiper off this issue.`,
      nextAction: `Take it off, then ${again}.`,
    };
  }
  if (!live.isOpen) {
    return { kind: 'refused', actor, reason: 'This issue is closed.', nextAction: `Reopen it, then ${again}.` };
  }
  if (issue.body.trim() !== '') return { kind: 'admitted' };
  return {
    kind: 'refused',
    actor,
    reason: 'This issue has no description, and a title alone is too little to work from.',
    nextAction: `Describe what happens and what should happen instead, then ${again}.`,
  };
}
