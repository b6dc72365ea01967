import { expect, test } from 'vitest';
import { judgeLimits } from '../../../src/queue/judge-limits.ts';
import { someJob, someQueuedJob } from '../../support/some-job.ts';

const limits = {
  runs: 2,
  runsPerRepository: 1,
  waiting: 10,
  runsPerDay: 3,
  runsPerPersonPerDay: 2,
  budgetUsdPerDay: 5,
};
const now = Date.parse('2026-11-26T21:30:00Z');
const load = { waiting: 0, today: [], spentUsd: 0, now };
const by = (issue: string, senderId: number, change = {}) =>
  someQueuedJob(issue, { job: someJob(issue, senderId), ...change });
const byItself = { priority: 'by-itself' } as const;
const midnight = '2026-11-27T00:00:00.000Z';

test.for([
  ['nothing was asked for before', {}, null],
  ['the queue is almost full', { waiting: 9 }, null],
  ['the queue is full', { waiting: 10 }, ['full', null]],
  [
    'the repository has had all its runs',
    { today: [1, 2, 3].map((n) => by(`A/a#${n}`, n)) },
    ['daily-limit', midnight],
  ],
  ['it began them by itself', { today: [1, 2, 3].map((n) => by(`a/a#${n}`, 7, byItself)) }, ['daily-limit', midnight]],
  ['another repository has', { today: [1, 2, 3].map((n) => by(`b/b#${n}`, n)) }, null],
  [
    'the person has asked for all theirs elsewhere',
    { today: [by('b/b#1', 7), by('c/c#1', 7)] },
    ['person-limit', midnight],
  ],
  ['others have', { today: [by('b/b#1', 8), by('c/c#1', 8)] }, null],
  [
    'runs began by themselves after the person asked',
    { today: [by('b/b#1', 7, byItself), by('c/c#1', 7, byItself)] },
    null,
  ],
  ['almost all was spent', { spentUsd: 4.99 }, null],
  ['all was spent', { spentUsd: 5 }, ['budget', midnight]],
] as const)('what a person asks for when %s', ([, change, expected]) => {
  const refusal = judgeLimits({ job: someJob('a/a#9'), priority: 'asked' }, { ...load, ...change }, limits);

  expect(refusal === null ? null : [refusal.why, refusal.until]).toEqual(expected);
});

test('what begins by itself is not counted against the person, and without a budget nothing spent is too much', () => {
  const today = [by('b/b#1', 7), by('c/c#1', 7)];

  expect(judgeLimits({ job: someJob('a/a#9'), priority: 'by-itself' }, { ...load, today }, limits)).toBeNull();
  expect(
    judgeLimits(
      { job: someJob('a/a#9'), priority: 'asked' },
      { ...load, spentUsd: 1e6 },
      { ...limits, budgetUsdPerDay: null },
    ),
  ).toBeNull();
});
