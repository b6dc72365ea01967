import type { Octokit } from 'octokit';
import { asking, GitHubFault } from './github-fault.ts';
import type { PullAddress } from './pull-address.ts';

export type Submission = {
  /** What GraphQL knows it by. */
  readonly nodeId: string;
  /** A login, or `null` when the account is gone. */
  readonly author: string | null;
  /** ISO 8601; `null` for one that is still being written. */
  readonly at: string | null;
};

/** When a review was submitted, and by whom; `null`: there is none any more. */
export async function readSubmission(
  octokit: Octokit,
  { repository, pull, reviewId }: PullAddress & { readonly reviewId: number },
  signal: AbortSignal,
): Promise<Submission | null> {
  try {
    const { data } = await asking('show the review', signal, () =>
      octokit.rest.pulls.getReview({
        owner: repository.owner,
        repo: repository.name,
        pull_number: pull,
        review_id: reviewId,
        request: { signal },
      }),
    );
    return { nodeId: data.node_id, author: data.user?.login ?? null, at: data.submitted_at ?? null };
  } catch (error) {
    if (error instanceof GitHubFault && error.status === 404) return null;
    throw error;
  }
}
