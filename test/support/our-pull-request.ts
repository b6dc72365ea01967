import pino from 'pino';
import { noSettings, type RepositorySettings } from '../../src/environment/repository-settings.ts';
import { connectGitHub } from '../../src/github/connect-github.ts';
import type { RunJob } from '../../src/run/task/run-job.ts';
import { plainTask } from '../../src/run/task/run-task.ts';
import { openIssueBook } from '../../src/steering/open-issue-book.ts';
import type { SteeringDeps } from '../../src/steering/steering-deps.ts';
import { listedQueue } from './listed-queue.ts';
import { someSeed, startGitHubWithApp } from './start-github-with-app.ts';
import { labels } from './steering-parts.ts';
import { temporaryDirectory } from './temporary-directory.ts';

export const branch = 'sandpiper/1-it-is-wrong';
export const lines = (changed: Readonly<Record<number, string>> = {}) =>
  Array.from({ length: 12 }, (_, at) => changed[at + 1] ?? `line ${at + 1}`)
    .join('\n')
    .concat('\n');

const author = { name: 'sandpiper[bot]', email: 'sandpiper@bots.example' };
export const heldMessage = 'Mend it\n\n\nIssue: #1\nskip-checks: true\n';

export type Told = { readonly conduct?: Partial<RepositorySettings['conduct']>; readonly message?: string };

/** A pull request of ours on the loopback GitHub, a draft with one commit, and everything that steering needs beside it. */
export async function ourPullRequest({ conduct = {}, message = heldMessage }: Told = {}) {
  const seed = someSeed({ addresses: { [author.email]: 'sandpiper[bot]', 'ts@tidewords.example': 'turnstone' } });
  const directory = await temporaryDirectory();
  const hub = await startGitHubWithApp(seed);
  const { github } = hub;
  await github.createBranch(branch, 'main');
  const files = { 'src/sum.js': lines() };
  const sha = await github.commit(branch, { message, author, at: '2024-05-03T10:00:00Z', files });
  const { data: pull } = await hub
    .as(await hub.mint({ pull_requests: 'write' }))
    .rest.pulls.create({ ...hub.at, title: 'Mend it', head: branch, base: 'main', body: 'why', draft: true });
  const client = connectGitHub({
    apiUrl: github.apiUrl,
    appId: github.app.id,
    privateKey: github.app.privateKey,
    polite: false,
  });
  const { installationId } = seed.app;
  const repository = { owner: seed.repository.owner, name: seed.repository.name };
  const key = { installationId, repository, issue: 1 };
  const log = pino({ level: 'silent' });
  const listed = listedQueue();
  const settings = { ...noSettings, conduct: { ...noSettings.conduct, ...conduct } };
  const deps: SteeringDeps = {
    client,
    botLogin: 'sandpiper[bot]',
    labels,
    secrets: ['a secret of the operator'],
    queue: listed.queue,
    issues: openIssueBook(directory.path, log),
    settingsOf: async () => settings,
    estimate: () => Promise.reject(new Error('Nobody estimates a revision')),
    explain: async () => '',
    now: () => Date.parse('2026-03-01T12:00:00Z'),
    log,
  };
  const lastJob: RunJob = {
    request: {
      installationId,
      repository,
      issue: { number: 1, title: 'It is wrong', body: 'As it was asked for.', author: 'plover' },
      sender: 'turnstone',
      senderId: 2,
      requestedAt: '2024-05-03T09:00:00Z',
    },
    task: plainTask,
  };
  const actor = (login: string) => ({ login, id: 9, type: 'User' });
  const there = { installationId, repository: { ...repository, isPrivate: true } };
  return {
    hub,
    github,
    deps,
    listed,
    key,
    sha,
    number: pull.number,
    /** As a webhook has it. */
    pull: {
      number: pull.number,
      author: { login: 'sandpiper[bot]', id: 3, type: 'Bot' },
      isOpen: true,
      isMerged: false,
      branch,
      headSha: sha,
      headRepository: `${repository.owner}/${repository.name}`,
    },
    by: (login: string) => ({ ...there, actor: actor(login) }),
    lastJob,
    /** As it is after the run that opened the pull request. */
    remember: () =>
      deps.issues.change(key, (entry) => ({ ...entry, lastJob, pull: { number: pull.number, branch, sha } })),
    async [Symbol.asyncDispose]() {
      await hub[Symbol.asyncDispose]();
      await directory[Symbol.asyncDispose]();
    },
  };
}
