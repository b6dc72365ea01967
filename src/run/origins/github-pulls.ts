import { answerOnce } from '../../github/answer-once.ts';
import { answerReviewThread } from '../../github/answer-review-thread.ts';
import type { GitHubClient } from '../../github/connect-github.ts';
import { GitHubFault } from '../../github/github-fault.ts';
import { listTrustedThreads, type TrustedReview } from '../../github/list-trusted-threads.ts';
import type { InstallationToken, TokenRequest } from '../../github/mint-token.ts';
import { readFailedChecks } from '../../github/read-failed-checks.ts';
import { resolveReviewThread } from '../../github/resolve-review-thread.ts';
import type { PullConversation, ThreadAnswer } from './pull-conversation.ts';
import type { RunRequest } from './run-request.ts';

export type GitHubPullsDeps = {
  readonly client: GitHubClient;
  readonly botLogin: string;
  readonly webUrl: string;
  readonly mint: (permissions: TokenRequest['permissions'], signal: AbortSignal) => Promise<InstallationToken>;
  /** Takes secrets out of what is posted. */
  readonly outgoing: (text: string) => string;
};

const forReading = { pull_requests: 'read', metadata: 'read' } as const;
const forChecks = { checks: 'read', contents: 'read', metadata: 'read' } as const;
const forLogs = { actions: 'read', metadata: 'read' } as const;
/** GitHub lets a thread be resolved only by who may push. */
const forAnswering = { pull_requests: 'write', contents: 'write', metadata: 'read' } as const;
const forSaying = { pull_requests: 'write', metadata: 'read' } as const;

/** The conversations of the pull requests of one repository on GitHub. */
export function gitHubPulls(
  deps: GitHubPullsDeps,
  { repository, requestedAt }: Pick<RunRequest, 'repository' | 'requestedAt'>,
): PullConversation {
  const { client, botLogin, webUrl, mint, outgoing } = deps;
  let known: TrustedReview | null = null;
  return {
    webUrl,
    async readReview(question, signal) {
      if (known !== null) return known;
      await using token = await mint(forReading, signal);
      const asked = { repository, ...question, before: requestedAt, botLogin };
      known = await listTrustedThreads(client.as(token.value), asked, signal);
      return known;
    },
    async readFailedChecks(sha, signal) {
      await using token = await mint(forChecks, signal);
      await using logs = await mint(forLogs, signal).catch(ifNotAccepted);
      const readers = { octokit: client.as(token.value), logs: logs === null ? null : client.as(logs.value) };
      return await readFailedChecks(readers, { repository, sha, botLogin }, signal);
    },
    async answerThreads({ pull, answers, marker }, signal) {
      await using token = await mint(forAnswering, signal);
      const octokit = client.as(token.value);
      const notes: string[] = [];
      for (const answer of answers) {
        const to = { repository, pull, botLogin, marker, ...answer, text: outgoing(answer.text) };
        notes.push(...(await answerThread(octokit, to, signal)));
      }
      return notes;
    },
    async say({ pull, text, marker }, signal) {
      await using token = await mint(forSaying, signal);
      const key = { address: { repository, issue: pull }, botLogin, marker, since: requestedAt };
      await answerOnce(client.as(token.value), key, outgoing(text), signal);
    },
  };
}

/** Maintainers may not have accepted yet that logs are read. */
function ifNotAccepted(error: unknown): null {
  if (error instanceof GitHubFault && (error.status === 422 || error.status === 403)) return null;
  throw error;
}

type Answering = Omit<Parameters<typeof answerReviewThread>[1], 'body' | 'firstComment'> & ThreadAnswer;

/** One thread that cannot be answered, or settled, does not keep the others from it. */
async function answerThread(
  octokit: ReturnType<GitHubClient['as']>,
  to: Answering,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { thread, text: body, isSettled } = to;
  try {
    const answered = await answerReviewThread(octokit, { ...to, firstComment: thread.firstComment, body }, signal);
    if (answered === 'answered' && isSettled) await resolveReviewThread(octokit, thread.id, signal);
    return [];
  } catch (error) {
    if (error instanceof GitHubFault && !error.isRateLimit)
      return [`A thread of the review was not answered: ${error.message}`];
    throw error;
  }
}
