import type { GitHubState } from '../github-state.ts';
import type { HostedRepository } from '../hosted-repository.ts';
import type { Delivery } from '../loopback-github.ts';
import { type Described, describeComment, describeReview, type Review } from '../review-threads.ts';
import { announce } from './announce.ts';
import { describePull } from './announce-pull.ts';

export async function announceReview(
  state: GitHubState,
  repository: HostedRepository,
  review: Review,
): Promise<Delivery | null> {
  const described = await describeReview(state, review);
  const pull_request = await describePull(state, repository, review.pull);
  // A webhook says it in small letters, REST in capitals.
  const about = { review: { ...described, state: review.state.toLowerCase() }, pull_request };
  const action = 'submitted';
  return await announce(state, repository, { event: 'pull_request_review', action, actor: review.author, about });
}

export async function announceReviewComment(
  state: GitHubState,
  repository: HostedRepository,
  { thread, comment }: Described,
): Promise<Delivery | null> {
  const about = {
    comment: await describeComment(state, repository, { thread, comment }),
    pull_request: await describePull(state, repository, thread.pull),
  };
  const of = { event: 'pull_request_review_comment', action: 'created' };
  return await announce(state, repository, { ...of, actor: comment.author, about });
}
