import { answerOnce } from '../github/answer-once.ts';
import { changeLabels } from '../github/change-labels.ts';
import type { GitHubClient } from '../github/connect-github.ts';
import { GitHubFault } from '../github/github-fault.ts';
import { keepComment } from '../github/keep-comment.ts';
import { listLabels } from '../github/list-labels.ts';
import { mintToken } from '../github/mint-token.ts';
import type { CommentState } from '../report/comment-state.ts';
import { livingCommentMarker } from '../report/living-comment-marker.ts';
import { makePublishable } from '../report/make-publishable.ts';
import { redact } from '../report/redact.ts';
import { renderLivingComment } from '../report/render-living-comment.ts';
import type { IssueState } from '../run/labels/label-names.ts';
import { labelsFor } from '../run/labels/labels-for.ts';
import type { IssueKey } from './issue-entry.ts';
import { describeStateLabel } from './state-labels.ts';
import type { SteeringDeps } from './steering-deps.ts';

/** What is said and shown at one issue or pull request, with a token of its own that ends with the `await using` block. */
export interface Conversation extends AsyncDisposable {
  readonly octokit: ReturnType<GitHubClient['as']>;
  readonly botLogin: string;
  /** Values that must never appear in anything that is posted: those of the operator, and the token. */
  readonly secrets: readonly string[];
  /** Replaces what the living comment of the issue says. A refusal of GitHub's is but logged: what is shown is not what is done. */
  show(state: Showable, signal: AbortSignal): Promise<void>;
  /** Says why nothing began, in a comment of its own: what an earlier run achieved must stay readable. */
  refuse(refusal: Refusal, signal: AbortSignal): Promise<void>;
  /** Writes a comment, unless one with that mark is there already. */
  answer(answer: PostedAnswer, signal: AbortSignal): Promise<void>;
  /** Puts the label of the state on and takes off those of others; `null`: no state. A refusal is but logged here too. */
  label(state: IssueState | null, signal: AbortSignal): Promise<void>;
}

type Shown<Kind extends CommentState['kind']> = Omit<Extract<CommentState, { kind: Kind }>, 'issue' | 'runId'>;
type Showable = Shown<'queued'> | Shown<'held'> | Shown<'refused'>;

export type Refusal = { readonly actor: string; readonly reason: string; readonly nextAction: string };

export type PostedAnswer = {
  /** What is answered, such as `comment=17`. */
  readonly mark: string;
  /** When that was written, ISO 8601; `null`: not known. */
  readonly since: string | null;
  readonly body: string;
};

const forIssues = { issues: 'write', metadata: 'read' } as const;
const forPulls = { ...forIssues, pull_requests: 'write' } as const;

export async function openConversation(
  deps: Pick<SteeringDeps, 'client' | 'botLogin' | 'labels' | 'secrets' | 'log'>,
  where: IssueKey,
  on: 'issue' | 'pull-request',
  signal: AbortSignal,
): Promise<Conversation> {
  const { installationId, repository, issue } = where;
  const permissions = on === 'issue' ? forIssues : forPulls;
  const token = await mintToken(deps.client, { installationId, repository, permissions }, signal);
  const octokit = deps.client.as(token.value);
  const secrets = [...deps.secrets, token.value];
  const { botLogin } = deps;
  const address = { repository, issue };
  const commentWith = (marker: string) => keepComment({ address, botLogin, marker });
  const render = (state: Showable) =>
    redact(renderLivingComment(makePublishable({ ...state, issue, runId: null }, secrets)), secrets);
  const inSpiteOfRefusal = async (what: string, show: () => Promise<void>) => {
    try {
      await show();
    } catch (err) {
      if (!(err instanceof GitHubFault)) throw err;
      deps.log.warn({ err, repository, issue }, what);
    }
  };
  return {
    octokit,
    botLogin,
    secrets,
    show: (state, on) =>
      inSpiteOfRefusal('The living comment could not be changed', () =>
        commentWith(livingCommentMarker(issue)).write(octokit, render(state), on),
      ),
    async refuse(refusal, on) {
      // Or it would be taken for the living comment.
      const body = render({ kind: 'refused', ...refusal }).replace(livingCommentMarker(issue), refusalMarker);
      await commentWith(refusalMarker).write(octokit, body, on);
    },
    async answer({ mark, since, body }, on) {
      const marker = `<!-- sandpiper:answer=${mark} -->`;
      await answerOnce(octokit, { address, botLogin, marker, since }, redact(body, secrets), on);
    },
    label: (state, on) =>
      inSpiteOfRefusal('The labels of an issue could not be changed', async () => {
        const change = labelsFor(state, await listLabels(octokit, address, on), deps.labels);
        const add = change.add.map((name) => ({ name, ...describeStateLabel(state) }));
        await changeLabels(octokit, address, { add, remove: change.remove }, on);
      }),
    [Symbol.asyncDispose]: () => token[Symbol.asyncDispose](),
  };
}

const refusalMarker = '<!-- sandpiper:refusal -->';
