import type { Octokit } from 'octokit';
import { askGraphQl } from './ask-graphql.ts';

const query = `mutation ($review: ID!) {
  addReaction(input: { subjectId: $review, content: EYES }) { reaction { content } }
}`;

/** Says "seen" on a review as a whole, for which REST has no word. Being said twice changes nothing. */
export async function reactToReview(octokit: Octokit, review: string, signal: AbortSignal): Promise<void> {
  await askGraphQl<unknown>(octokit, { what: 'accept the reaction', query, variables: { review } }, signal);
}
