import { expect, test } from 'vitest';
import { connectGitHub } from '../../src/github/connect-github.ts';
import { gitHubOrigin } from '../../src/run/origins/github-origin.ts';
import type { RunOutcome } from '../../src/run/run-outcome.ts';
import type { RunNews } from '../../src/run/telling/run-news.ts';
import { runPageUrl } from '../../src/web/run-page-url.ts';
import { gitDeps } from '../support/git-fixture.ts';
import { someSeed, startGitHubWithApp } from '../support/start-github-with-app.ts';

const never = new AbortController().signal;
const requestedAt = '2026-11-26T01:00:00Z';
const soon = Date.parse(requestedAt) + 60_000;
const later = Date.parse(requestedAt) + 11 * 60_000;

/** A GitHub, and origins of as many processes as a test wants. */
async function started(now = soon, sender = 'wader') {
  const hub = await startGitHubWithApp(someSeed());
  const { github } = hub;
  const { id: appId, privateKey } = github.app;
  const client = connectGitHub({ apiUrl: github.apiUrl, appId, privateKey, polite: false });
  const headSha = (await github.branches()).get('main') ?? '';
  const open = () =>
    gitHubOrigin(
      {
        client,
        git: gitDeps(),
        serverUrl: github.origin,
        botLogin: 'sandpiper[bot]',
        neverLabel: 'no-agent',
        secrets: ['a-secret-of-the-operator'],
        now: () => now,
        runPageUrl: runPageUrl('https://sandpiper.example', 'a webhook secret'),
      },
      {
        installationId: 51_007,
        repository: { owner: 'wader', name: 'tidewords' },
        issue: { number: 1, title: 'It is wrong', body: 'See here.', author: 'plover' },
        sender,
        senderId: 7,
        requestedAt,
      },
    );
  const news = (change: Partial<RunNews> = {}): RunNews => ({
    runId: '20261126-010000-0a1b2c3d',
    stage: 'fetching',
    outcome: null,
    spent: { elapsedMs: 1_000, steps: 0, costUsd: 0, budgetUsd: 5 },
    saved: [],
    notes: [],
    waiting: null,
    work: { pull: 5, cause: 'review', headSha },
    ...change,
  });
  return {
    github,
    open,
    news,
    checks: () => github.checkRuns(headSha),
    [Symbol.asyncDispose]: hub[Symbol.asyncDispose],
  };
}

const failure = {
  cause: 'model',
  reason: 'It is away: a-secret-of-the-operator',
  log: null,
  nextAction: null,
} as const;
const stopped: RunOutcome = { kind: 'cancelled', stage: 'solving', because: 'Ann stopped it.' };
const failed: RunOutcome = { kind: 'failed', stage: 'solving', failure };

test('a run on a pull request shows on its commit from its beginning to its end, in one check run', async () => {
  await using there = await started();
  const origin = there.open();

  await origin.show(there.news(), never);
  await origin.show(there.news({ stage: 'solving' }), never);
  const during = await there.checks();
  await origin.show(there.news({ stage: 'solving', outcome: failed }), never);

  expect(during).toMatchObject([
    {
      name: 'Sandpiper run',
      status: 'in_progress',
      detailsUrl: expect.stringMatching(
        /^https:\/\/sandpiper\.example\/runs\/20261126-010000-0a1b2c3d\?key=[0-9a-f]{64}$/,
      ),
      output: { title: 'Working on a change …', summary: expect.stringContaining('working on the review of #5') },
    },
  ]);
  const [ended, ...more] = await there.checks();
  expect(more).toEqual([]);
  expect(ended).toMatchObject({ status: 'completed', conclusion: 'neutral' });
  expect(ended?.output.summary).toContain('It is away: \\[redacted\\]');
});

test('what a process left going on the next one ends, in the same check run', async () => {
  await using there = await started();
  await there.open().show(there.news(), never);

  await there.open().show(there.news({ outcome: stopped }), never);

  expect(await there.checks()).toMatchObject([
    { status: 'completed', conclusion: 'cancelled', output: { title: 'The run was stopped' } },
  ]);
});

test('a run on an issue leaves no check run on any commit it did not make', async () => {
  await using there = await started();

  await there.open().show(there.news({ work: null, outcome: stopped }), never);

  expect(await there.checks()).toEqual([]);
});

test('what is refused once the run has begun is said where it was said that it goes on', async () => {
  await using there = await started();
  const origin = there.open();
  const refused = { kind: 'refused', actor: '', reason: 'It is merged.', nextAction: 'Open another.' } as const;

  await origin.show(there.news(), never);
  await origin.show(there.news({ outcome: refused }), never);

  const comments = await there.github.comments(1);
  expect(comments.map(({ body }) => body)).toEqual([expect.stringContaining('It is merged.')]);
});

const asked = { work: null } as const;
const needsInfo: RunOutcome = { kind: 'no-change', stop: 'stuck', finish: null };

test.for<[why: string, calls: number, now: number, sender: string, news: Partial<RunNews>]>([
  ['who asked is needed, and has waited long', 1, later, 'wader', { ...asked, outcome: failed }],
  ['an agent gave up', 1, later, 'wader', { ...asked, outcome: needsInfo }],
  ['who asked is still there', 0, soon, 'wader', { ...asked, outcome: failed }],
  ['the run goes on', 0, later, 'wader', asked],
  ['who asked stopped it', 0, later, 'wader', { ...asked, outcome: stopped }],
  ['an app asked', 0, later, 'dunlin[bot]', { ...asked, outcome: failed }],
  ['a review is answered for itself', 0, later, 'wader', { outcome: failed }],
])('calls nobody but who asked, and only when %s: %d', async ([, calls, now, sender, change]) => {
  await using there = await started(now, sender);
  const origin = there.open();

  for (let time = 0; time < 2; time += 1) await origin.show(there.news(change), never);

  const bodies = (await there.github.comments(1)).map(({ body }) => body);
  expect(bodies.filter((body) => /@/.test(body.replaceAll(/@\u2060/g, '')))).toHaveLength(calls);
  expect(bodies).toHaveLength(1 + calls);
});
