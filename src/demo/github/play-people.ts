import { z } from 'zod';
import { askFor } from './ask-for.ts';
import type { GitHubState } from './github-state.ts';
import type { HostedRepository, Push } from './hosted-repository.ts';
import type { Delivery, LoopbackGitHub } from './loopback-github.ts';
import { noteHappening } from './note-happening.ts';

const labelsSchema = z.array(z.looseObject({ name: z.string() }));
const pullsSchema = z.array(z.looseObject({ number: z.number(), head: z.looseObject({ ref: z.string() }) }));
const numberSchema = z.object({ number: z.number() });
const userSchema = z.looseObject({ login: z.string() });

/** What people do on the website, with the webhooks that follow from it. */
export function playPeople(
  state: GitHubState,
  repository: HostedRepository,
): Pick<
  LoopbackGitHub,
  'label' | 'unlabel' | 'comment' | 'closeIssue' | 'closePull' | 'reopenPull' | 'review' | 'openPull'
> {
  const pulls = `/repos/${repository.fullName}/pulls`;
  const path = (issue: number) => `/repos/${repository.fullName}/issues/${issue}`;
  const note = (issue: number, event: string, actor: string) =>
    noteHappening(state, { repository: repository.fullName, issue, event, actor });
  const act = (asUser: string, method: string, where: string, body?: unknown) =>
    askFor(state.ask, { method, path: where, token: state.tokenOf(asUser), body });
  return {
    label: async (issue, label, asUser) => {
      const labels = labelsSchema.parse(await act(asUser, 'POST', `${path(issue)}/labels`, { labels: [label] }));
      note(issue, 'labeled', asUser);
      const given = labels.find((one) => one.name === label);
      return await announceLabel(state, repository, { path: path(issue), label: given, asUser });
    },
    unlabel: async (issue, label, asUser) => {
      await act(asUser, 'DELETE', `${path(issue)}/labels/${encodeURIComponent(label)}`);
      note(issue, 'unlabeled', asUser);
    },
    comment: async (issue, body, asUser) => {
      await act(asUser, 'POST', `${path(issue)}/comments`, { body });
    },
    closePull: async (pull, asUser) => {
      await act(asUser, 'PATCH', `${pulls}/${pull}`, { state: 'closed' });
      note(pull, 'closed', asUser);
    },
    reopenPull: async (pull, asUser) => {
      await act(asUser, 'PATCH', `${pulls}/${pull}`, { state: 'open' });
      note(pull, 'reopened', asUser);
    },
    review: async (pull, body, asUser) => {
      await act(asUser, 'POST', `${pulls}/${pull}/reviews`, { body, event: 'COMMENT' });
    },
    openPull: async (pull, asUser) => numberSchema.parse(await act(asUser, 'POST', pulls, pull)).number,
    closeIssue: async (issue, asUser) => {
      await act(asUser, 'PATCH', path(issue), { state: 'closed' });
    },
  };
}

/** Tells the app that the open pull requests of these branches have a new head. */
export async function announcePush(
  state: GitHubState,
  repository: HostedRepository,
  { branches, actor }: Push,
): Promise<void> {
  if (branches.length === 0 || !state.seed.app.events.includes('pull_request')) return;
  const { owner } = repository.seed;
  const list = `/repos/${repository.fullName}/pulls?state=open&per_page=100`;
  const pulls = pullsSchema.parse(await askFor(state.ask, { method: 'GET', path: list, token: state.tokenOf(owner) }));
  for (const { name, before, after } of branches) {
    for (const pull of pulls.filter((one) => one.head.ref === name)) {
      const pull_request = { ...pull, head: { ...pull.head, sha: after } };
      const moved = { action: 'synchronize', number: pull.number, before, after, pull_request };
      await state.sender.send('pull_request', { ...moved, ...(await surroundings(state, repository, actor)) });
    }
  }
}

type LabelEvent = { readonly path: string; readonly label: unknown; readonly asUser: string };

async function announceLabel(
  state: GitHubState,
  repository: HostedRepository,
  { path, label, asUser }: LabelEvent,
): Promise<Delivery | null> {
  if (!state.seed.app.events.includes('issues')) return null;
  const { status, body: issue } = await state.ask({ method: 'GET', path, token: state.tokenOf(asUser) });
  // Of a pull request's labels the app hears under another name, which it is not subscribed to.
  if (status === 404) return null;
  const payload = { action: 'labeled', issue, label, ...(await surroundings(state, repository, asUser)) };
  const problems = state.contract.checkWebhook('issues-labeled', payload);
  if (problems.length > 0) throw new Error(`Our own webhook is not GitHub's:\n${problems.join('\n')}`);
  return await state.sender.send('issues', payload);
}

async function surroundings(state: GitHubState, repository: HostedRepository, login: string) {
  const token = state.tokenOf(repository.seed.owner);
  const path = `/users/${encodeURIComponent(login)}`;
  const sender = userSchema.parse(await askFor(state.ask, { method: 'GET', path, token }));
  return {
    repository: await askFor(state.ask, { method: 'GET', path: `/repos/${repository.fullName}`, token }),
    sender: { ...sender, type: login.endsWith('[bot]') ? 'Bot' : 'User' },
    installation: { id: state.seed.app.installationId, node_id: 'MDIzOkludGVncmF0aW9uSW5zdGFsbGF0aW9uMQ==' },
  };
}
