import type { TrustedReview, TrustedThread } from '../../github/list-trusted-threads.ts';
import type { FailedChecks } from '../../github/read-failed-checks.ts';

/** What is said in a pull request of ours, and what we say there. */
export interface PullConversation {
  /** For people, such as `https://github.com/owner/name`. */
  readonly webUrl: string;
  /** What waits for an answer in the words of people with write permission, from before the run was asked for. Read
   * once: what the agent was told of is what is answered. */
  readReview(
    question: { readonly pull: number; readonly reviewId: number | null },
    signal: AbortSignal,
  ): Promise<TrustedReview>;
  /** What others say failed on a commit. */
  readFailedChecks(sha: string, signal: AbortSignal): Promise<FailedChecks>;
  /** Answers each thread once, and settles those that are said to be; resolves to what could not be done, a sentence each. */
  answerThreads(
    request: { readonly pull: number; readonly answers: readonly ThreadAnswer[]; readonly marker: string },
    signal: AbortSignal,
  ): Promise<readonly string[]>;
  /** Says something below the pull request, unless it was said already. */
  say(
    request: { readonly pull: number; readonly text: string; readonly marker: string },
    signal: AbortSignal,
  ): Promise<void>;
}

export type ThreadAnswer = {
  readonly thread: Pick<TrustedThread, 'id' | 'firstComment'>;
  /** Markdown in which no text of others does anything, with the marker. */
  readonly text: string;
  readonly isSettled: boolean;
};
