import { describe, expect, test } from 'vitest';
import { chooseNext, countAhead } from '../../../src/queue/choose-next.ts';
import type { QueuedJob } from '../../../src/queue/queued-job.ts';
import { someQueuedJob } from '../../support/some-job.ts';

const turns = { running: [], lastBegun: new Map<string, number>(), runsPerRepository: 1, now: 100 };
const job = (issue: string, at: number, change = {}) => someQueuedJob(issue, { at, ...change });
const byItself = { priority: 'by-itself' } as const;
const crowd = Array.from({ length: 50 }, (_, n) => job(`ann/big#${n + 1}`, n));

describe('the next job', () => {
  test.for([
    ['the one that came first', [job('a/a#2', 2), job('a/a#1', 1)], {}, 'a/a#1'],
    [
      'one that was asked for, before one that began by itself',
      [job('a/a#1', 1, byItself), job('b/b#2', 2)],
      {},
      'b/b#2',
    ],
    ['none, while its issue has a run', [job('a/a#1', 1)], { running: [job('A/a#1', 0)], runsPerRepository: 9 }, null],
    ['none, while its repository has all its runs', [job('a/a#1', 1)], { running: [job('a/A#2', 0)] }, null],
    [
      'one of a repository that may have more',
      [job('a/a#1', 1)],
      { running: [job('a/a#2', 0)], runsPerRepository: 2 },
      'a/a#1',
    ],
    ['none that is not due', [job('a/a#1', 1, { notBefore: 101 })], {}, null],
    ['one that is due now', [job('a/a#1', 1, { notBefore: 100 })], {}, 'a/a#1'],
    [
      'the first of another repository, before fifty of one',
      [...crowd, job('bob/small#1', 60)],
      { lastBegun: new Map([['ann/big', 1]]) },
      'bob/small#1',
    ],
    [
      'the one whose repository had its turn longest ago',
      [job('a/a#1', 1), job('b/b#1', 2)],
      {
        lastBegun: new Map([
          ['a/a', 5],
          ['b/b', 4],
        ]),
      },
      'b/b#1',
    ],
  ] as const)('is %s', ([, waiting, change, expected]) => {
    expect(chooseNext(waiting, { ...turns, ...change })?.id ?? null).toBe(expected);
  });
});

describe('how many come before a job', () => {
  test.for([
    ['none before the only one', [job('a/a#1', 1)], 'a/a#1', 0],
    ['those that came before it', [job('a/a#1', 1), job('a/a#2', 2), job('a/a#3', 3)], 'a/a#3', 2],
    ['one of each other repository', [...crowd, job('bob/small#1', 60)], 'bob/small#1', 1],
    ['all that were asked for', [job('a/a#1', 1, byItself), job('b/b#1', 2), job('b/b#2', 3)], 'a/a#1', 2],
  ] as const)('is %s', ([, waiting, id, expected]) => {
    const meant = waiting.find((one) => one.id === id) ?? job(id, 0);

    expect(countAhead(meant, waiting, new Map())).toBe(expected);
  });
});

test('the number that come before a job is the number that begin before it', () => {
  const issues = ['a/a', 'b/b', 'a/a', 'c/c', 'a/a', 'b/b', 'd/d', 'c/c', 'a/a', 'd/d', 'd/d'];
  const waiting = issues.map((repository, at) => job(`${repository}#${at + 1}`, at));
  const lastBegun = new Map([
    ['a/a', 2],
    ['d/d', 1],
  ]);

  const foretold = waiting.toSorted(
    (one, other) => countAhead(one, waiting, lastBegun) - countAhead(other, waiting, lastBegun),
  );

  expect(foretold.map(({ id }) => id)).toEqual(takeAll(waiting, lastBegun));
  expect(foretold.map((one) => countAhead(one, waiting, lastBegun))).toEqual(waiting.map((_, n) => n));
});

function takeAll(waiting: readonly QueuedJob[], before: ReadonlyMap<string, number>): readonly string[] {
  const lastBegun = new Map(before);
  const left = new Set(waiting);
  const taken: string[] = [];
  for (;;) {
    const next = chooseNext([...left], { ...turns, lastBegun });
    if (next === null) return taken;
    left.delete(next);
    taken.push(next.id);
    lastBegun.set(next.id.split('#')[0] ?? '', 10 + taken.length);
  }
}
