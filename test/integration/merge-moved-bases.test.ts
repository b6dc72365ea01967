import { expect, test } from 'vitest';
import { mergeMovedBases } from '../../src/steering/pulls/merge-moved-bases.ts';
import { never } from '../support/git-fixture.ts';
import { branch, lines, ourPullRequest } from '../support/our-pull-request.ts';

type Made = Awaited<ReturnType<typeof ourPullRequest>>;
const at = '2024-05-03T12:00:00Z';

const commit = ({ github }: Made, to: string, email: string, files: Readonly<Record<string, string>>) =>
  github.commit(to, { message: 'More', author: { name: 'x', email }, at, files });
/** On the base branch, in the lines that the pull request changed as well. */
const conflict = (made: Made, line = 'Otherwise.') =>
  commit(made, 'main', 'wanda@tidewords.example', { 'src/sum.js': lines({ 3: line }) });

/** One look at all pull requests, and what was waited for in it. */
async function look({ deps, key }: Made): Promise<readonly number[]> {
  const waits: number[] = [];
  const wait = async (ms: number) => void waits.push(ms);
  await mergeMovedBases({ ...deps, wait }, key, never);
  return waits;
}

const run = (runId: string, cause: string | null) => ({
  runId,
  task: 'revise' as const,
  cause,
  endedAt: at,
  outcome: 'failed',
  verdict: null,
});
const twice = [run('1', null), run('2', 'base-moved'), run('3', 'failed-checks'), run('4', 'base-moved')];
const remember = async (made: Made, runs = twice) => {
  await made.remember();
  await made.deps.issues.change(made.key, (entry) => ({ ...entry, runs }));
};

test('a conflict with the base begins one run, for whoever asked for the work, once GitHub knows of it', async () => {
  await using made = await ourPullRequest();
  await remember(made, [run('1', null)]);
  await conflict(made);

  const waits = [await look(made), await look(made)];
  made.listed.begin();
  made.listed.end();
  waits.push(await look(made));
  const again = made.listed.jobs();
  await conflict(made, 'Otherwise again.');
  waits.push(await look(made));

  // GitHub has to find it out each time that one of the two has moved, and nobody looks at one that has a run already.
  expect(waits).toEqual([[10_000], [], [], [10_000]]);
  expect(again).toEqual([]);
  expect(made.listed.jobs()).toMatchObject([
    {
      request: { sender: 'turnstone', issue: { number: 1, body: 'As it was asked for.' } },
      task: { kind: 'revise', pull: made.number, cause: { kind: 'base-moved' }, earlierRuns: ['1'] },
    },
  ]);
  expect(made.listed.options()).toMatchObject([{ priority: 'by-itself', whenBusy: 'refuse' }]);
  expect(made.github.contractViolations()).toEqual([]);
});

test.for<[name: string, prepare: (made: Made) => Promise<unknown>]>([
  ['that merely moved on', (made) => commit(made, 'main', 'wanda@tidewords.example', { 'other.js': 'x\n' })],
  [
    'that conflicts with commits of somebody who may not write',
    async (made) => {
      await conflict(made);
      await commit(made, branch, 'stranger@evil.example', { 'src/sum.js': lines({ 9: 'Mine.' }) });
    },
  ],
  [
    'that conflicts with a pull request that is closed',
    async (made) => {
      await conflict(made);
      await made.github.closePull(made.number, 'turnstone');
    },
  ],
  [
    'that was merged in twice, while no person did anything',
    async (made) => {
      await conflict(made);
      await remember(made);
    },
  ],
])('a base %s begins nothing', async ([, prepare]) => {
  await using made = await ourPullRequest();
  await made.remember();
  await prepare(made);

  await look(made);

  expect(made.listed.jobs()).toEqual([]);
});

test.for<[name: string, act: (made: Made) => Promise<unknown>]>([
  ['pushed', (made) => commit(made, branch, 'ts@tidewords.example', { 'src/sum.js': lines({ 9: 'Mine.' }) })],
  ['asked for something', (made) => remember(made, [...twice, run('5', 'review')])],
])('a base that was merged in twice is so again after a person %s', async ([, act]) => {
  await using made = await ourPullRequest();
  await remember(made);
  await conflict(made);
  await act(made);

  await look(made);

  expect(made.listed.jobs()).toHaveLength(1);
});

test('a pull request that cannot be looked at keeps nobody from the others', async () => {
  await using made = await ourPullRequest();
  await made.remember();
  await made.deps.issues.change({ ...made.key, issue: 2 }, (entry) => ({
    ...entry,
    lastJob: made.lastJob,
    pull: { number: made.number, branch, sha: made.sha },
  }));
  await conflict(made);
  made.github.failNext({ method: 'GET', route: '/repos/{owner}/{repo}/pulls/{pull_number}', status: 422 });

  await look(made);

  expect(made.listed.jobs()).toHaveLength(1);
});
