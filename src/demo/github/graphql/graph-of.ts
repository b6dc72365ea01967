import { z } from 'zod';
import { askFor } from '../ask-for.ts';
import type { GitHubState } from '../github-state.ts';
import type { HostedRepository } from '../hosted-repository.ts';
import { announcePull } from '../people/announce-pull.ts';
import { announceReviewComment } from '../people/announce-review.ts';
import { addReply, headOf, lineIn, type Review, type ReviewThread, type ThreadComment } from '../review-threads.ts';
import { type MintedToken, tokenCovers, tokenHolds } from '../token-ledger.ts';
import { addReaction } from './add-reaction.ts';
import { type GraphNode, GraphRefusal } from './graph-node.ts';

const repositorySchema = z.object({ owner: z.string(), name: z.string() });
const numberSchema = z.object({ number: z.number() });
const pageSchema = z.object({ first: z.number().nullish(), last: z.number().nullish(), after: z.string().nullish() });
const input = <Shape extends z.ZodRawShape>(shape: Shape) => z.object({ input: z.object(shape) });
const threadInput = input({ threadId: z.string() });
const replyInput = input({ pullRequestReviewThreadId: z.string(), body: z.string() });
const pullInput = input({ pullRequestId: z.string() });
const issueSchema = z.object({
  node_id: z.string(),
  number: z.number(),
  title: z.string(),
  body: z.string().nullable(),
});
const pullSchema = z.object({
  node_id: z.string(),
  number: z.number(),
  title: z.string(),
  body: z.string().nullable(),
  state: z.string(),
  draft: z.boolean(),
  merged: z.boolean().optional(),
  head: z.object({ ref: z.string() }),
  base: z.object({ ref: z.string() }),
});

type Place = { readonly state: GitHubState; readonly token: MintedToken };
type Here = Place & { readonly repository: HostedRepository };

/** What a token sees of this GitHub by GraphQL. */
export function graphOf(state: GitHubState, token: MintedToken): Readonly<Record<'query' | 'mutation', GraphNode>> {
  const place = { state, token };
  return {
    query: {
      __typename: 'Query',
      repository: (args: unknown) => repositoryIn(place, repositorySchema.parse(args)),
      viewer: { __typename: 'Bot', login: state.seed.app.slug },
    },
    mutation: {
      __typename: 'Mutation',
      resolveReviewThread: (args: unknown) => settle(place, threadInput.parse(args).input.threadId, true),
      unresolveReviewThread: (args: unknown) => settle(place, threadInput.parse(args).input.threadId, false),
      addPullRequestReviewThreadReply: (args: unknown) => reply(place, replyInput.parse(args).input),
      markPullRequestReadyForReview: (args: unknown) => makeDraft(place, pullInput.parse(args).input, false),
      convertPullRequestToDraft: (args: unknown) => makeDraft(place, pullInput.parse(args).input, true),
      addReaction: (args: unknown) => addReaction(state, token, args),
    },
  };
}

function repositoryIn({ state, token }: Place, { owner, name }: z.infer<typeof repositorySchema>): GraphNode {
  const fullName = `${owner}/${name}`;
  const repository = state.repositories.get(fullName.toLowerCase());
  if (repository === undefined || !tokenCovers(token, fullName)) {
    throw new GraphRefusal('NOT_FOUND', `Could not resolve to a Repository with the name '${fullName}'.`);
  }
  const here = { state, token, repository };
  return {
    __typename: 'Repository',
    name: repository.seed.name,
    nameWithOwner: repository.fullName,
    issue: (args: unknown) => issueIn(here, numberSchema.parse(args).number),
    pullRequest: (args: unknown) => pullIn(here, numberSchema.parse(args).number),
  };
}

async function issueIn(here: Here, number: number): Promise<GraphNode> {
  need(here.token, 'issues', 'read');
  const issue = issueSchema.safeParse(await get(here, `issues/${number}`)).data;
  if (issue === undefined) throw missing('Issue', number);
  return { __typename: 'Issue', id: issue.node_id, ...issue, ...lastEdit(here, number) };
}

function lastEdit({ state, repository }: Here, number: number) {
  const edit = state.textEdits.get(`${repository.fullName}#${number}`);
  return { lastEditedAt: edit?.at ?? null, editor: edit === undefined ? null : actor(state, edit.editor) };
}

async function pullIn(here: Here, number: number): Promise<GraphNode> {
  const { state, repository } = here;
  need(here.token, 'pull_requests', 'read');
  const pull = pullSchema.safeParse(await get(here, `pulls/${number}`)).data;
  if (pull === undefined) throw missing('PullRequest', number);
  const head = await headOf(state, repository, number);
  const isHere = (one: { repository: string; pull: number }) =>
    one.repository === repository.fullName && one.pull === number;
  return {
    __typename: 'PullRequest',
    id: pull.node_id,
    number,
    title: pull.title,
    body: pull.body ?? '',
    state: pull.merged === true ? 'MERGED' : pull.state.toUpperCase(),
    isDraft: pull.draft,
    headRefName: pull.head.ref,
    headRefOid: head,
    baseRefName: pull.base.ref,
    ...lastEdit(here, number),
    reviews: connection(
      'PullRequestReviewConnection',
      state.reviews.filter(isHere).map((one) => reviewNode(state, one)),
    ),
    reviewThreads: connection(
      'PullRequestReviewThreadConnection',
      await Promise.all(state.threads.filter(isHere).map((thread) => threadNode(here, thread, head))),
    ),
  };
}

function reviewNode(state: GitHubState, { id, body, state: verdict, at, author }: Review): GraphNode {
  const times = { submittedAt: at, createdAt: at, lastEditedAt: null };
  return {
    __typename: 'PullRequestReview',
    id: `PRR_${id}`,
    databaseId: id,
    body,
    state: verdict,
    ...times,
    author: actor(state, author),
  };
}

async function threadNode({ state, repository }: Here, thread: ReviewThread, head: string | null): Promise<GraphNode> {
  const line = head === null ? null : await lineIn(repository.bare, thread, head);
  return {
    __typename: 'PullRequestReviewThread',
    id: thread.id,
    isResolved: thread.resolvedBy !== null,
    isOutdated: line === null,
    resolvedBy: thread.resolvedBy === null ? null : actor(state, thread.resolvedBy),
    path: thread.path,
    line,
    originalLine: thread.line,
    startLine: line === null || thread.startLine === null ? null : thread.startLine + line - thread.line,
    originalStartLine: thread.startLine,
    diffSide: 'RIGHT',
    subjectType: 'LINE',
    comments: connection(
      'PullRequestReviewCommentConnection',
      thread.comments.map((comment) => commentNode(state, thread, comment)),
    ),
  };
}

function commentNode(state: GitHubState, thread: ReviewThread, comment: ThreadComment): GraphNode {
  return {
    __typename: 'PullRequestReviewComment',
    id: `PRRC_${comment.id}`,
    databaseId: comment.id,
    fullDatabaseId: String(comment.id),
    body: comment.body,
    author: actor(state, comment.author),
    createdAt: comment.at,
    updatedAt: comment.at,
    lastEditedAt: null,
    diffHunk: thread.hunk,
    path: thread.path,
    originalCommit: { __typename: 'Commit', oid: thread.commit },
  };
}

/** GraphQL knows the accounts of apps by their slug alone, and nobody of whom the account is gone. */
function actor(state: GitHubState, login: string): GraphNode | null {
  if (state.goneAccounts.has(login)) return null;
  return login.endsWith('[bot]')
    ? { __typename: 'Bot', login: login.slice(0, -'[bot]'.length) }
    : { __typename: 'User', login };
}

function connection(type: string, all: readonly GraphNode[]) {
  return (args: unknown): GraphNode => {
    const { first, last, after } = pageSchema.parse(args);
    const start = after === null || after === undefined ? 0 : Number(after);
    const end = first === null || first === undefined ? all.length : start + first;
    const nodes = last === null || last === undefined ? all.slice(start, end) : all.slice(-last);
    const pageInfo = { __typename: 'PageInfo', hasNextPage: end < all.length, endCursor: String(end) };
    return { __typename: type, totalCount: all.length, nodes, pageInfo };
  };
}

async function settle({ state, token }: Place, id: string, isResolved: boolean): Promise<GraphNode> {
  need(token, 'pull_requests', 'write');
  const { thread, repository } = threadBy({ state, token }, id);
  thread.resolvedBy = isResolved ? `${state.seed.app.slug}[bot]` : null;
  const node = await threadNode({ state, token, repository }, thread, await headOf(state, repository, thread.pull));
  return { __typename: 'ResolveReviewThreadPayload', thread: node };
}

async function reply({ state, token }: Place, wanted: z.infer<typeof replyInput>['input']): Promise<GraphNode> {
  need(token, 'pull_requests', 'write');
  const { thread, repository } = threadBy({ state, token }, wanted.pullRequestReviewThreadId);
  const comment = addReply(state, thread, { author: `${state.seed.app.slug}[bot]`, body: wanted.body });
  await announceReviewComment(state, repository, { thread, comment });
  return { __typename: 'AddPullRequestReviewThreadReplyPayload', comment: commentNode(state, thread, comment) };
}

function threadBy({ state, token }: Place, id: string) {
  const thread = state.threads.find((one) => one.id === id);
  const repository = state.repositories.get(thread?.repository.toLowerCase() ?? '');
  if (thread === undefined || repository === undefined || !tokenCovers(token, thread.repository)) {
    throw new GraphRefusal('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'`);
  }
  return { thread, repository };
}

async function makeDraft(
  { state, token }: Place,
  { pullRequestId }: z.infer<typeof pullInput>['input'],
  draft: boolean,
): Promise<GraphNode> {
  need(token, 'pull_requests', 'write');
  for (const repository of state.repositories.values()) {
    if (!tokenCovers(token, repository.fullName)) continue;
    const here = { state, token, repository };
    const pulls = z.array(pullSchema).parse(await get(here, 'pulls?state=all&per_page=100'));
    const pull = pulls.find(({ node_id }) => node_id === pullRequestId);
    if (pull === undefined) continue;
    const path = `/repos/${repository.fullName}/pulls/${pull.number}`;
    await askFor(state.ask, { method: 'PATCH', path, token: state.tokenOf(repository.seed.owner), body: { draft } });
    const action = draft ? 'converted_to_draft' : 'ready_for_review';
    await announcePull(state, repository, { action, number: pull.number, actor: `${state.seed.app.slug}[bot]` });
    const type = draft ? 'ConvertPullRequestToDraftPayload' : 'MarkPullRequestReadyForReviewPayload';
    return { __typename: type, pullRequest: await pullIn(here, pull.number) };
  }
  throw new GraphRefusal('NOT_FOUND', `Could not resolve to a node with the global id of '${pullRequestId}'`);
}

function need(token: MintedToken, permission: string, level: 'read' | 'write'): void {
  if (!tokenHolds(token, permission, level))
    throw new GraphRefusal('FORBIDDEN', 'Resource not accessible by integration');
}

function missing(type: string, number: number): GraphRefusal {
  return new GraphRefusal('NOT_FOUND', `Could not resolve to ${type} with the number of ${number}.`);
}

async function get({ state, repository }: Here, path: string): Promise<unknown> {
  const token = state.tokenOf(repository.seed.owner);
  return (await state.ask({ method: 'GET', path: `/repos/${repository.fullName}/${path}`, token })).body;
}
