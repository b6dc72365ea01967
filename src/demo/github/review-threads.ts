import { z } from 'zod';
import type { BareRepository } from './bare-repository.ts';
import type { GitHubState } from './github-state.ts';
import type { HostedRepository } from './hosted-repository.ts';

/** A review as somebody submitted it: emulate keeps none of its comments with their lines. */
export type Review = {
  readonly id: number;
  readonly repository: string;
  readonly pull: number;
  readonly author: string;
  readonly body: string;
  readonly state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED';
  readonly commit: string;
  readonly at: string;
};

/** A conversation about a line of the head. */
export type ReviewThread = {
  readonly id: string;
  readonly repository: string;
  readonly pull: number;
  readonly path: string;
  readonly line: number;
  readonly startLine: number | null;
  /** The commit that the line was looked at in. */
  readonly commit: string;
  readonly hunk: string;
  /** Oldest first; the first began it. */
  readonly comments: ThreadComment[];
  resolvedBy: string | null;
};

export type ThreadComment = {
  readonly id: number;
  readonly reviewId: number;
  readonly author: string;
  readonly body: string;
  readonly at: string;
};

const accountSchema = z.looseObject({ name: z.unknown(), email: z.unknown() });

/** Numbers that emulate's own comments never reach. */
const firstId = 7_000_001;

export function nextId({ reviews, threads }: GitHubState): number {
  const taken = [...reviews.map(({ id }) => id), ...threads.flatMap(({ comments }) => comments.map(({ id }) => id))];
  return Math.max(firstId - 1, ...taken) + 1;
}

export function threadOf(state: GitHubState, comment: number): ReviewThread | null {
  return state.threads.find(({ comments }) => comments.some(({ id }) => id === comment)) ?? null;
}

/** GitHub makes a review of every reply that is written alone. */
export function addReply(
  state: GitHubState,
  thread: ReviewThread,
  { author, body }: { readonly author: string; readonly body: string },
): ThreadComment {
  const { repository, pull, commit } = thread;
  const at = new Date().toISOString();
  const reviewId = nextId(state);
  state.reviews.push({ id: reviewId, repository, pull, author, body: '', state: 'COMMENTED', commit, at });
  const comment = { id: nextId(state), reviewId, author, body, at };
  thread.comments.push(comment);
  return comment;
}

/** Where the line of a thread is in a later commit; `null` when it was changed. */
export async function lineIn(bare: BareRepository, thread: ReviewThread, head: string): Promise<number | null> {
  const range = ['diff', '--unified=0', '--no-renames', thread.commit, head, '--', thread.path];
  const heads = (await bare.git(range)).toString().matchAll(/^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/gm);
  let shift = 0;
  for (const [, start, removed, , added] of heads) {
    const count = Number(removed ?? 1);
    const first = Number(start) + (count === 0 ? 1 : 0);
    if (first > thread.line) break;
    if (thread.line < first + count) return null;
    shift += Number(added ?? 1) - count;
  }
  return thread.line + shift;
}

/** The part of the difference that ends with a line, as GitHub shows it above a comment. */
export async function hunkAt(
  bare: BareRepository,
  {
    base,
    head,
    path,
    line,
  }: { readonly base: string; readonly head: string; readonly path: string; readonly line: number },
): Promise<string> {
  const difference = (await bare.git(['diff', '--no-renames', `${base}...${head}`, '--', path])).toString().split('\n');
  const shown: string[] = [];
  let at = 0;
  for (const text of difference) {
    const start = /^@@ -\S+ \+(\d+)/.exec(text)?.[1];
    if (start !== undefined) {
      shown.length = 0;
      at = Number(start) - 1;
    }
    if (start === undefined && shown.length === 0) continue;
    shown.push(text);
    if (start === undefined && !text.startsWith('-')) at += 1;
    if (start === undefined && at === line) return shown.join('\n');
  }
  return '';
}

/** An account as REST shows it. emulate knows the app's own only once it has spoken. */
export async function accountIn(state: GitHubState, login: string): Promise<object> {
  const token = state.tokenOf(state.seed.repository.owner);
  const get = (name: string) => state.ask({ method: 'GET', path: `/users/${encodeURIComponent(name)}`, token });
  const own = await get(login);
  const { body } = own.status === 200 ? own : await get(state.seed.repository.owner);
  const { name: _name, email: _email, ...account } = accountSchema.parse(body);
  const shown = own.status === 200 ? account : { ...account, login, id: state.seed.app.id };
  return { ...shown, type: login.endsWith('[bot]') ? 'Bot' : 'User' };
}

export async function describeReview(state: GitHubState, review: Review): Promise<object> {
  const api = `${state.origin}/api/v3/repos/${review.repository}/pulls/${review.pull}`;
  const page = `${state.origin}/${review.repository}/pull/${review.pull}`;
  const href = `${page}#pullrequestreview-${review.id}`;
  return {
    id: review.id,
    node_id: `PRR_${review.id}`,
    user: await accountIn(state, review.author),
    body: review.body === '' ? null : review.body,
    state: review.state,
    html_url: href,
    pull_request_url: api,
    _links: { html: { href }, pull_request: { href: api } },
    submitted_at: review.at,
    updated_at: review.at,
    commit_id: review.commit,
    author_association: 'CONTRIBUTOR',
  };
}

export type Described = { readonly thread: ReviewThread; readonly comment: ThreadComment };

export async function describeComment(
  state: GitHubState,
  repository: HostedRepository,
  { thread, comment }: Described,
): Promise<object> {
  const { bare, fullName } = repository;
  const api = `${state.origin}/api/v3/repos/${fullName}/pulls`;
  const pull = `${api}/${thread.pull}`;
  const html = `${state.origin}/${fullName}/pull/${thread.pull}#discussion_r${comment.id}`;
  const head = (await headOf(state, repository, thread.pull)) ?? thread.commit;
  const line = await lineIn(bare, thread, head);
  const [first] = thread.comments;
  const reply = first !== undefined && first.id !== comment.id ? { in_reply_to_id: first.id } : {};
  return {
    id: comment.id,
    node_id: `PRRC_${comment.id}`,
    url: `${api}/comments/${comment.id}`,
    pull_request_review_id: comment.reviewId,
    diff_hunk: thread.hunk,
    path: thread.path,
    position: line === null ? null : 1,
    original_position: 1,
    commit_id: head,
    original_commit_id: thread.commit,
    user: await accountIn(state, comment.author),
    body: comment.body,
    created_at: comment.at,
    updated_at: comment.at,
    html_url: html,
    pull_request_url: pull,
    author_association: 'CONTRIBUTOR',
    _links: { self: { href: `${api}/comments/${comment.id}` }, html: { href: html }, pull_request: { href: pull } },
    start_line: thread.startLine,
    original_start_line: thread.startLine,
    start_side: thread.startLine === null ? null : 'RIGHT',
    line,
    original_line: thread.line,
    side: 'RIGHT',
    subject_type: 'line',
    reactions: noReactions(`${api}/comments/${comment.id}/reactions`),
    ...reply,
  };
}

export function noReactions(url: string) {
  const none = { '+1': 0, '-1': 0, laugh: 0, hooray: 0, confused: 0, heart: 0, rocket: 0, eyes: 0 };
  return { url, total_count: 0, ...none };
}

/** The commit that the branch of a pull request stands at. */
export async function headOf(state: GitHubState, repository: HostedRepository, pull: number): Promise<string | null> {
  const path = `/repos/${repository.fullName}/pulls/${pull}`;
  const { body } = await state.ask({ method: 'GET', path, token: state.tokenOf(repository.seed.owner) });
  const head: unknown = typeof body === 'object' && body !== null && 'head' in body ? body.head : null;
  if (typeof head !== 'object' || head === null || !('ref' in head) || !('sha' in head)) return null;
  return (await repository.bare.refs()).get(`refs/heads/${String(head.ref)}`) ?? String(head.sha);
}
