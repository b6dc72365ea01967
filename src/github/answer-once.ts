import type { Octokit } from 'octokit';
import { type CommentKey, findOwnComment } from './find-own-comment.ts';
import { asking } from './github-fault.ts';
import { issueParameters } from './issue-address.ts';

export type AnswerKey = CommentKey & {
  /** When that came which is answered, ISO 8601, or `null` when that is not known: an answer is not older, and older comments are not looked through. */
  readonly since: string | null;
};

/** Writes a comment, unless there is one already that bears the marker. Whether it wrote one. */
export async function answerOnce(
  octokit: Octokit,
  key: AnswerKey,
  body: string,
  signal: AbortSignal,
): Promise<boolean> {
  if ((await findOwnComment(octokit, key, signal)) !== null) return false;
  await asking('accept the answer', signal, () =>
    octokit.rest.issues.createComment({
      ...issueParameters(key.address),
      body: `${body}\n\n${key.marker}`,
      request: { signal },
    }),
  );
  return true;
}
