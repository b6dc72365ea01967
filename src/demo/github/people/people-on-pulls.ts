import { z } from 'zod';
import { askFor } from '../ask-for.ts';
import type { GitHubState } from '../github-state.ts';
import type { HostedRepository } from '../hosted-repository.ts';
import type { Delivery, LoopbackGitHub, NewReview } from '../loopback-github.ts';
import { noteHappening } from '../note-happening.ts';
import { addReply, headOf, hunkAt, nextId, type Review, type ReviewThread } from '../review-threads.ts';
import { announcePull } from './announce-pull.ts';
import { announceReview, announceReviewComment } from './announce-review.ts';

const numberSchema = z.object({ number: z.number() });
const basesSchema = z.object({ base: z.object({ ref: z.string() }), title: z.string() });
const states = { COMMENT: 'COMMENTED', APPROVE: 'APPROVED', REQUEST_CHANGES: 'CHANGES_REQUESTED' } as const;

/** What people do to pull requests, with the webhooks that follow from it. */
export function peopleOnPulls(
  state: GitHubState,
  repository: HostedRepository,
): Pick<
  LoopbackGitHub,
  'closePull' | 'reopenPull' | 'review' | 'reply' | 'resolveThread' | 'markReady' | 'makeDraft' | 'merge' | 'openPull'
> {
  const at = `/repos/${repository.fullName}/pulls`;
  const { owner } = repository.seed;
  const act = (asUser: string, method: string, path: string, body?: unknown) =>
    askFor(state.ask, { method, path: `${at}${path}`, token: state.tokenOf(asUser), body });
  const change = async (number: number, actor: string, { action, ...patch }: Change) => {
    await act(owner, 'PATCH', `/${number}`, patch);
    return await announcePull(state, repository, { action, number, actor });
  };
  const changeState = async (number: number, actor: string, to: Change & { action: 'closed' | 'reopened' }) => {
    noteHappening(state, { repository: repository.fullName, issue: number, event: to.action, actor });
    return await change(number, actor, to);
  };
  return {
    closePull: (pull, asUser) => changeState(pull, asUser, { action: 'closed', state: 'closed' }),
    reopenPull: (pull, asUser) => changeState(pull, asUser, { action: 'reopened', state: 'open' }),
    markReady: (pull, asUser) => change(pull, asUser, { action: 'ready_for_review', draft: false }),
    makeDraft: (pull, asUser) => change(pull, asUser, { action: 'converted_to_draft', draft: true }),
    openPull: async (pull, asUser) => numberSchema.parse(await act(asUser, 'POST', '', pull)).number,
    review: (pull, review, asUser) =>
      submitReview(state, repository, {
        pull,
        author: asUser,
        review: typeof review === 'string' ? { body: review } : review,
      }),
    reply: async (threadId, body, asUser) => {
      const thread = threadBy(state, threadId);
      const comment = addReply(state, thread, { author: asUser, body });
      return await announceReviewComment(state, repository, { thread, comment });
    },
    resolveThread: (threadId, asUser) => {
      threadBy(state, threadId).resolvedBy = asUser;
    },
    merge: async (number, method, asUser) => {
      await mergePull(state, repository, { number, method, asUser });
      return await announcePull(state, repository, { action: 'closed', number, actor: asUser });
    },
  };
}

type Change = { readonly action: string; readonly state?: 'open' | 'closed'; readonly draft?: boolean };

function threadBy({ threads }: GitHubState, id: string): ReviewThread {
  const thread = threads.find((one) => one.id === id);
  if (thread === undefined) throw new Error(`There is no thread ${id}`);
  return thread;
}

type Submission = { readonly pull: number; readonly author: string; readonly review: NewReview };

/** One review is one webhook for itself and one for each comment on a line. */
async function submitReview(
  state: GitHubState,
  repository: HostedRepository,
  { pull, author, review: { body = '', event = 'COMMENT', comments = [] } }: Submission,
): Promise<readonly Delivery[]> {
  const commit = await headOf(state, repository, pull);
  if (commit === null) throw new Error(`There is no pull request ${pull}`);
  const at = new Date().toISOString();
  const { fullName } = repository;
  const review: Review = {
    id: nextId(state),
    repository: fullName,
    pull,
    author,
    body,
    state: states[event],
    commit,
    at,
  };
  state.reviews.push(review);
  const base = await baseOf(state, repository, pull);
  const threads: ReviewThread[] = [];
  for (const { path, line, body: text, startLine = null } of comments) {
    const hunk = await hunkAt(repository.bare, { base: base.ref, head: commit, path, line });
    if (hunk === '') throw new Error(`Line ${line} of ${path} is not in the difference of the pull request`);
    const comment = { id: nextId(state), reviewId: review.id, author, body: text, at };
    const place = { repository: fullName, pull, path, line, startLine, commit, hunk };
    const thread: ReviewThread = { id: `PRRT_${comment.id}`, ...place, comments: [comment], resolvedBy: null };
    state.threads.push(thread);
    threads.push(thread);
  }
  const sent = [await announceReview(state, repository, review)];
  for (const thread of threads) {
    for (const comment of thread.comments)
      sent.push(await announceReviewComment(state, repository, { thread, comment }));
  }
  return sent.filter((delivery) => delivery !== null);
}

async function baseOf(state: GitHubState, { fullName, seed }: HostedRepository, number: number) {
  const path = `/repos/${fullName}/pulls/${number}`;
  const pull = basesSchema.parse(await askFor(state.ask, { method: 'GET', path, token: state.tokenOf(seed.owner) }));
  return { ref: pull.base.ref, title: pull.title };
}

type Merging = { readonly number: number; readonly method: 'merge' | 'squash'; readonly asUser: string };

/** The base branch moves in git first: emulate is told what came of it, and would make a commit of its own. */
async function mergePull(state: GitHubState, repository: HostedRepository, { number, method, asUser }: Merging) {
  const { bare, fullName, seed } = repository;
  const { ref, title } = await baseOf(state, repository, number);
  const base = (await bare.refs()).get(`refs/heads/${ref}`) ?? '';
  const head = (await headOf(state, repository, number)) ?? '';
  const token = state.tokenOf(seed.owner);
  const tree = (await bare.git(['merge-tree', '--write-tree', base, head])).toString().trim();
  const message = method === 'squash' ? `${title} (#${number})` : `Merge pull request #${number}\n\n${title}`;
  const parents = method === 'squash' ? ['-p', base] : ['-p', base, '-p', head];
  const name = { GIT_AUTHOR_NAME: asUser, GIT_COMMITTER_NAME: 'GitHub' };
  const mail = { GIT_AUTHOR_EMAIL: `1+${asUser}@users.noreply.github.com`, GIT_COMMITTER_EMAIL: 'noreply@github.com' };
  const args = ['commit-tree', ...parents, '-F', '-', tree];
  const merged = (await bare.git(args, { variables: { ...name, ...mail }, stdin: `${message}\n` })).toString().trim();
  await askFor(state.ask, {
    method: 'PUT',
    path: `/repos/${fullName}/pulls/${number}/merge`,
    token,
    body: { merge_method: method },
  });
  state.merges.set(`${fullName}#${number}`, { sha: merged, by: asUser });
  await bare.git(['update-ref', `refs/heads/${ref}`, merged, base]);
  await repository.afterPush(asUser);
}
