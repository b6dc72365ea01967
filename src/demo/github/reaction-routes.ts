import { z } from 'zod';
import { type Answer, jsonAnswer, refusal } from './answer.ts';
import type { ApiCall, GitHubState, Reaction, Route } from './github-state.ts';
import { threadOf } from './review-threads.ts';

export const reactionRoutes: ReadonlyMap<string, Route> = new Map([
  ['reactions/list-for-issue', listReactions],
  ['reactions/create-for-issue', addReaction],
  ['reactions/delete-for-issue', removeReaction],
  ['reactions/list-for-issue-comment', listReactions],
  ['reactions/create-for-issue-comment', addReaction],
  ['reactions/delete-for-issue-comment', removeReaction],
  ['reactions/create-for-pull-request-review-comment', addReaction],
]);

const reactionSchema = z.object({ content: z.string() });

async function listReactions(state: GitHubState, call: ApiCall): Promise<Answer> {
  return jsonAnswer(200, reactionsOf(state, call).map(describe));
}

async function addReaction(state: GitHubState, call: ApiCall): Promise<Answer> {
  const content = reactionSchema.safeParse(call.request.body).data?.content;
  if (content === undefined) return refusal(422, 'Validation Failed');
  const author = `${state.seed.app.slug}[bot]`;
  const existing = reactionsOf(state, call).find((one) => one.content === content && one.author === author);
  if (existing !== undefined) return jsonAnswer(200, describe(existing));
  if (!(await isThere(state, call))) return refusal(404, 'Not Found');
  const reaction: Reaction = {
    ...placeOf(call),
    id: (state.reactions.at(-1)?.id ?? 0) + 1,
    content,
    author,
    at: new Date().toISOString(),
  };
  state.reactions.push(reaction);
  return jsonAnswer(201, describe(reaction));
}

async function removeReaction(state: GitHubState, call: ApiCall): Promise<Answer> {
  const id = Number(call.match.parameters.get('reaction_id'));
  const index = state.reactions.findIndex((one) => one.id === id);
  if (index < 0) return refusal(404, 'Not Found');
  state.reactions.splice(index, 1);
  return jsonAnswer(204, null);
}

/** Issues and pull requests alike. */
async function isThere(state: GitHubState, call: ApiCall): Promise<boolean> {
  const { repository, on, number } = placeOf(call);
  if (on === 'review-comment') return threadOf(state, number) !== null;
  const token = state.tokenOf(call.repository?.seed.owner ?? '');
  const found = async (path: string) =>
    (await state.ask({ method: 'GET', path: `/repos/${repository}/${path}`, token })).status === 200;
  if (on === 'comment') return await found(`issues/comments/${number}`);
  return (await found(`issues/${number}`)) || (await found(`pulls/${number}`));
}

function reactionsOf(state: GitHubState, call: ApiCall): readonly Reaction[] {
  const place = placeOf(call);
  return state.reactions.filter(
    (one) => one.repository === place.repository && one.on === place.on && one.number === place.number,
  );
}

function placeOf({ repository, match }: ApiCall): Pick<Reaction, 'repository' | 'on' | 'number'> {
  const { operation, parameters } = match;
  const issue = parameters.get('issue_number');
  const ofComment = operation.includes('review-comment') ? 'review-comment' : 'comment';
  return {
    repository: repository?.fullName ?? '',
    on: issue === undefined ? ofComment : 'issue',
    number: Number(issue ?? parameters.get('comment_id')),
  };
}

function describe(reaction: Reaction) {
  const user = { login: reaction.author, id: 1, type: 'Bot' };
  return { id: reaction.id, node_id: `R_${reaction.id}`, user, content: reaction.content, created_at: reaction.at };
}
