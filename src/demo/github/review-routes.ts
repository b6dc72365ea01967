import { z } from 'zod';
import { type Answer, jsonAnswer, refusal } from './answer.ts';
import type { ApiCall, GitHubState, Route } from './github-state.ts';
import { paged } from './paged.ts';
import { announceReviewComment } from './people/announce-review.ts';
import { changedFiles } from './ref-routes.ts';
import { addReply, describeComment, describeReview, headOf, threadOf } from './review-threads.ts';

export const reviewRoutes: ReadonlyMap<string, Route> = new Map([
  ['pulls/list-reviews', listReviews],
  ['pulls/get-review', getReview],
  ['pulls/list-comments-for-review', listReviewComments],
  ['pulls/list-review-comments', listReviewComments],
  ['pulls/get-review-comment', getReviewComment],
  ['pulls/create-reply-for-review-comment', reply],
  ['pulls/list-files', listFiles],
]);

const bodySchema = z.object({ body: z.string() });
const baseSchema = z.object({ base: z.object({ ref: z.string() }) });

const numberIn = ({ match }: ApiCall, name: string) => Number(match.parameters.get(name));

function reviewsOf(state: GitHubState, call: ApiCall) {
  const pull = numberIn(call, 'pull_number');
  return state.reviews.filter((one) => one.repository === call.repository?.fullName && one.pull === pull);
}

async function listReviews(state: GitHubState, call: ApiCall): Promise<Answer> {
  return paged(
    state.origin,
    call,
    await Promise.all(reviewsOf(state, call).map((review) => describeReview(state, review))),
  );
}

async function getReview(state: GitHubState, call: ApiCall): Promise<Answer> {
  const review = reviewsOf(state, call).find(({ id }) => id === numberIn(call, 'review_id'));
  return review === undefined ? refusal(404, 'Not Found') : jsonAnswer(200, await describeReview(state, review));
}

async function listReviewComments(state: GitHubState, call: ApiCall): Promise<Answer> {
  const { repository, match, request } = call;
  if (repository === null) return refusal(404, 'Not Found');
  const pull = numberIn(call, 'pull_number');
  const ofReview = match.parameters.has('review_id') ? numberIn(call, 'review_id') : null;
  const all = state.threads
    .filter((thread) => thread.repository === repository.fullName && thread.pull === pull)
    .flatMap((thread) => thread.comments.map((comment) => ({ thread, comment })))
    .filter(({ comment }) => ofReview === null || comment.reviewId === ofReview)
    .toSorted((one, other) => one.comment.id - other.comment.id);
  const sorted = request.query.get('direction') === 'desc' ? all.toReversed() : all;
  return paged(state.origin, call, await Promise.all(sorted.map((one) => describeComment(state, repository, one))));
}

async function getReviewComment(state: GitHubState, call: ApiCall): Promise<Answer> {
  const thread = threadOf(state, numberIn(call, 'comment_id'));
  const comment = thread?.comments.find(({ id }) => id === numberIn(call, 'comment_id'));
  if (call.repository === null || thread === null || comment === undefined) return refusal(404, 'Not Found');
  return jsonAnswer(200, await describeComment(state, call.repository, { thread, comment }));
}

/** GitHub takes replies to the first comment of a thread only. */
async function reply(state: GitHubState, call: ApiCall): Promise<Answer> {
  const to = numberIn(call, 'comment_id');
  const thread = threadOf(state, to);
  const isHere = thread?.repository === call.repository?.fullName && thread?.pull === numberIn(call, 'pull_number');
  if (call.repository === null || thread === null || !isHere) return refusal(404, 'Not Found');
  if (thread.comments[0]?.id !== to) return refusal(422, 'Validation Failed');
  const { body } = bodySchema.parse(call.request.body);
  const comment = addReply(state, thread, { author: `${state.seed.app.slug}[bot]`, body });
  await announceReviewComment(state, call.repository, { thread, comment });
  return jsonAnswer(201, await describeComment(state, call.repository, { thread, comment }));
}

async function listFiles(state: GitHubState, call: ApiCall): Promise<Answer> {
  const { repository } = call;
  const pull = numberIn(call, 'pull_number');
  if (repository === null) return refusal(404, 'Not Found');
  const head = await headOf(state, repository, pull);
  const path = `/repos/${repository.fullName}/pulls/${pull}`;
  const { body } = await state.ask({ method: 'GET', path, token: state.tokenOf(repository.seed.owner) });
  const base = (await repository.bare.refs()).get(`refs/heads/${baseSchema.safeParse(body).data?.base.ref}`);
  if (head === null || base === undefined) return refusal(404, 'Not Found');
  const mergeBase = (await repository.bare.git(['merge-base', base, head])).toString().trim();
  return paged(state.origin, call, await changedFiles(repository.bare, mergeBase, head));
}
