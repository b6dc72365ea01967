import { z } from 'zod';
import { type Answer, refusal } from './answer.ts';
import { askFor } from './ask-for.ts';
import type { BareRepository } from './bare-repository.ts';
import type { ApiCall, GitHubState, Route } from './github-state.ts';
import type { HostedRepository } from './hosted-repository.ts';
import { paged } from './paged.ts';

/** What happened in a pull request: emulate knows nothing of its timeline, and not the commits that arrived by a push. */
export const pullHistoryRoutes: ReadonlyMap<string, Route> = new Map([
  ['issues/list-events-for-timeline', listTimeline],
  ['pulls/list-commits', listCommits],
]);

const user = z.looseObject({ login: z.string() });
const pullSchema = z.object({
  state: z.string(),
  head: z.object({ ref: z.string(), sha: z.string() }),
  base: z.object({ ref: z.string(), sha: z.string() }),
});
const commentsSchema = z.array(z.looseObject({ created_at: z.string(), user }));

type Dated = { readonly at: string; readonly event: object };

async function listTimeline(state: GitHubState, call: ApiCall): Promise<Answer> {
  const { repository } = call;
  const number = Number(call.match.parameters.get('issue_number'));
  if (repository === null) return refusal(404, 'Not Found');
  const happenings = state.happenings
    .filter((one) => one.repository === repository.fullName && one.issue === number)
    .map(({ event, actor, at }) => ({ at, event: { event, actor: person(actor), created_at: at } }));
  const all = [...(await saidIn(state, repository, number)), ...happenings].toSorted((one, other) =>
    one.at.localeCompare(other.at),
  );
  return paged(state.origin, call, [
    ...(await commitsOf(state, repository, number)).map(asEvent),
    ...all.map(({ event }) => event),
  ]);
}

async function listCommits(state: GitHubState, call: ApiCall): Promise<Answer> {
  const { repository } = call;
  if (repository === null) return refusal(404, 'Not Found');
  return paged(
    state.origin,
    call,
    await commitsOf(state, repository, Number(call.match.parameters.get('pull_number'))),
  );
}

async function saidIn(state: GitHubState, repository: HostedRepository, number: number): Promise<readonly Dated[]> {
  const get = (path: string) => asOwner(state, repository, path);
  const comments = commentsSchema.parse(await get(`/issues/${number}/comments?per_page=100`));
  const reviews = state.reviews.filter((one) => one.repository === repository.fullName && one.pull === number);
  return [
    ...comments.map((one) => {
      const actor = person(one.user.login);
      return { at: one.created_at, event: { ...one, event: 'commented', user: actor, actor } };
    }),
    ...reviews.map(({ id, at, author, state: verdict, body }) => {
      const event = {
        id,
        event: 'reviewed',
        state: verdict.toLowerCase(),
        body,
        submitted_at: at,
        user: person(author),
      };
      return { at, event };
    }),
  ];
}

function asEvent({ sha, commit }: PullCommit) {
  return { event: 'committed', sha, message: commit.message, author: commit.author, committer: commit.committer };
}

type PullCommit = Awaited<ReturnType<typeof commitsOf>>[number];

async function commitsOf(state: GitHubState, repository: HostedRepository, number: number) {
  const { bare } = repository;
  const pull = pullSchema.parse(await asOwner(state, repository, `/pulls/${number}`));
  const refs = await bare.refs();
  const tip = (side: { readonly ref: string; readonly sha: string }) => refs.get(`refs/heads/${side.ref}`) ?? side.sha;
  const range = `${tip(pull.base)}..${tip(pull.head)}`;
  const shas = (await bare.git(['rev-list', '--reverse', range])).toString().split('\n').slice(0, -1);
  return await Promise.all(shas.map((sha) => describeCommit(bare, sha)));
}

async function describeCommit(bare: BareRepository, sha: string) {
  const format = '--format=%an%x00%ae%x00%aI%x00%cn%x00%ce%x00%cI%x00%B';
  const fields = (await bare.git(['log', '-1', format, sha])).toString().split('\0');
  const [name = '', email = '', date = '', throughName = '', throughEmail = '', throughDate = '', message = ''] =
    fields;
  const committer = { name: throughName, email: throughEmail, date: throughDate };
  return { sha, commit: { message: message.trimEnd(), author: { name, email, date }, committer } };
}

function asOwner(state: GitHubState, { fullName, seed }: HostedRepository, path: string): Promise<unknown> {
  return askFor(state.ask, { method: 'GET', path: `/repos/${fullName}${path}`, token: state.tokenOf(seed.owner) });
}

function person(login: string) {
  return { login, type: login.endsWith('[bot]') ? 'Bot' : 'User' };
}
