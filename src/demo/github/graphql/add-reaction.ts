import { z } from 'zod';
import type { GitHubState } from '../github-state.ts';
import { type MintedToken, tokenCovers, tokenHolds } from '../token-ledger.ts';
import { type GraphNode, GraphRefusal } from './graph-node.ts';

const argsSchema = z.object({ input: z.object({ subjectId: z.string(), content: z.string() }) });

/** On a review, which takes reactions by GraphQL alone. Said once more, it changes nothing. */
export function addReaction(state: GitHubState, token: MintedToken, args: unknown): GraphNode {
  const { subjectId, content } = argsSchema.parse(args).input;
  const review = state.reviews.find(({ id }) => `PRR_${id}` === subjectId);
  if (review === undefined || !tokenCovers(token, review.repository)) {
    throw new GraphRefusal('NOT_FOUND', `Could not resolve to a node with the global id of '${subjectId}'`);
  }
  if (!tokenHolds(token, 'pull_requests', 'write')) {
    throw new GraphRefusal('FORBIDDEN', 'Resource not accessible by integration');
  }
  const { id: number, repository } = review;
  const reaction = {
    repository,
    on: 'review',
    number,
    content: content.toLowerCase(),
    author: `${state.seed.app.slug}[bot]`,
  } as const;
  const isThere = state.reactions.some(
    (one) =>
      one.on === 'review' &&
      one.number === number &&
      one.content === reaction.content &&
      one.author === reaction.author,
  );
  const id = (state.reactions.at(-1)?.id ?? 0) + 1;
  if (!isThere) state.reactions.push({ ...reaction, id, at: new Date().toISOString() });
  return { __typename: 'AddReactionPayload', reaction: { __typename: 'Reaction', content } };
}
