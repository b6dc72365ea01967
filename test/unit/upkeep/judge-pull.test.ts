import { describe, expect, test } from 'vitest';
import type { OwnPull } from '../../../src/github/list-own-pulls.ts';
import type { PullCommit } from '../../../src/github/list-pull-commits.ts';
import type { Activity } from '../../../src/github/read-activity.ts';
import { isStale, type PullEvidence } from '../../../src/upkeep/judge-pull.ts';

const rules = { staleDays: 30, botLogin: 'sandpiper[bot]', now: Date.parse('2024-07-01T00:00:00Z') };
const pull: OwnPull = {
  number: 4,
  body: 'What was done.\n\n<!-- sandpiper:run=r1 -->',
  branch: 'sandpiper/1-it-is-wrong',
  sha: 'a'.repeat(40),
  openedAt: '2024-06-01T00:00:00Z',
  labels: ['by agent'],
};
const commit: PullCommit = {
  sha: pull.sha,
  message: `It is wrong\n\nSandpiper-Run: r1\nSandpiper-Record: 7 ${'0'.repeat(64)}`,
  author: 'sandpiper[bot]',
  committer: 'GitHub',
};
const silence: Activity = { lastAt: null, isReopened: false, isComplete: true };

type Difference = {
  readonly pull?: Partial<OwnPull>;
  readonly commit?: Partial<PullCommit>;
  readonly more?: readonly PullCommit[];
  readonly activity?: Partial<Activity>;
};

function evidence(difference: Difference): PullEvidence {
  return {
    pull: { ...pull, ...difference.pull },
    commits: [{ ...commit, ...difference.commit }, ...(difference.more ?? [])],
    activity: { ...silence, ...difference.activity },
  };
}

describe('a pull request of a run is stale', () => {
  test.for<readonly [string, Difference]>([
    ['when nobody did anything for as long as was said, to the moment', {}],
    ['when what somebody did was that long ago', { activity: { lastAt: '2024-06-01T00:00:00Z' } }],
    ['when its commit was pushed instead of made by GitHub', { commit: { committer: 'sandpiper[bot]' } }],
    ['when its commit was made by a GitHub of its own', { commit: { committer: 'GitHub Enterprise' } }],
    ['though it has labels', { pull: { labels: ['by agent', 'keeper'] } }],
  ])('%s', ([, difference]) => {
    expect(isStale(evidence(difference), rules)).toBe(true);
  });
});

describe('a pull request is left alone', () => {
  test.for<readonly [string, Difference]>([
    ['a moment too early', { pull: { openedAt: '2024-06-01T00:00:01Z' } }],
    ['when it was opened just now', { pull: { openedAt: '2024-06-30T23:59:00Z' } }],
    ['when it was opened by a clock that is ahead', { pull: { openedAt: '2024-07-02T00:00:00Z' } }],
    ['when nobody can tell when it was opened', { pull: { openedAt: 'once' } }],
    ['when somebody did something since', { activity: { lastAt: '2024-06-01T00:00:01Z' } }],
    ['when somebody reopened it, however long ago', { activity: { lastAt: '2024-01-01T00:00:00Z', isReopened: true } }],
    ['when more happened in it than was read', { activity: { isComplete: false } }],
    ['when it has the label to keep it', { pull: { labels: ['Keep'] } }],
    ['when its branch is not of ours', { pull: { branch: 'main' } }],
    ['when its branch looks like ours', { pull: { branch: 'sandpiper/notes' } }],
    ['when it does not say which run it is of', { pull: { body: 'What was done.' } }],
    ['when it names two runs', { pull: { body: `${pull.body}\n<!-- sandpiper:run=r2 -->` } }],
    ['when its commit is of another run', { pull: { body: '<!-- sandpiper:run=r2 -->' } }],
    ['when its commit names no run', { commit: { message: 'It is wrong' } }],
    ['when somebody committed on top of it', { more: [{ ...commit, author: 'Wanda Ader', sha: 'b'.repeat(40) }] }],
    ['when there is a second commit, even with our name', { more: [{ ...commit, sha: 'b'.repeat(40) }] }],
    ['when its commit is by somebody else', { commit: { author: 'Wanda Ader' } }],
    ['when its commit was amended', { commit: { committer: 'Wanda Ader' } }],
    ['when its commit is not the one it stands at', { commit: { sha: 'b'.repeat(40) } }],
  ])('%s', ([, difference]) => {
    expect(isStale(evidence(difference), rules)).toBe(false);
  });

  test('when its commits are not known', () => {
    expect(isStale({ ...evidence({}), commits: [] }, rules)).toBe(false);
  });
});
