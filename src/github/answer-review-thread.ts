import type { Octokit } from 'octokit';
import { asking, GitHubFault } from './github-fault.ts';
import type { PullAddress } from './pull-address.ts';

export type ThreadAnswer = PullAddress & {
  /** The comment that began the thread. */
  readonly firstComment: number;
  /** Bears the marker. */
  readonly body: string;
  readonly marker: string;
  readonly botLogin: string;
};

/** Answers once: what GitHub does not say is settled by looking. `gone`: somebody deleted the thread. */
export async function answerReviewThread(
  octokit: Octokit,
  answer: ThreadAnswer,
  signal: AbortSignal,
): Promise<'answered' | 'gone'> {
  const { repository, pull, firstComment, body } = answer;
  try {
    await asking('accept the answer in the review', signal, () =>
      octokit.rest.pulls.createReplyForReviewComment({
        owner: repository.owner,
        repo: repository.name,
        pull_number: pull,
        comment_id: firstComment,
        body,
        request: { signal },
      }),
    );
    return 'answered';
  } catch (error) {
    if (!(error instanceof GitHubFault)) throw error;
    if (error.status === 404) return 'gone';
    if (error.status !== null && error.status < 500) throw error;
    if (await stands(octokit, answer, signal)) return 'answered';
    throw error;
  }
}

/** Among the newest comments, where one that was just made has to be. */
async function stands(octokit: Octokit, answer: ThreadAnswer, signal: AbortSignal): Promise<boolean> {
  const { repository, pull, firstComment, marker, botLogin } = answer;
  const { data } = await asking('list the comments of the review', signal, () =>
    octokit.rest.pulls.listReviewComments({
      owner: repository.owner,
      repo: repository.name,
      pull_number: pull,
      sort: 'created',
      direction: 'desc',
      per_page: 100,
      request: { signal },
    }),
  );
  return data.some(
    ({ user, body, in_reply_to_id: to }) => user?.login === botLogin && to === firstComment && body.includes(marker),
  );
}
