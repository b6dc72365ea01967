import { expect, test } from 'vitest';
import type { Hunk } from '../../../../src/git/read-hunks.ts';
import { judgeThread } from '../../../../src/run/answering/judge-thread.ts';

const hunk = (start: number, count: number, newStart: number, newCount: number): Hunk => ({
  before: { start, count },
  after: { start: newStart, count: newCount },
});
const line = (start: number, end = start) => ({ start, end });

test.for<[name: string, lines: { start: number; end: number }, hunks: readonly Hunk[], expected: object]>([
  ['nothing differs', line(5), [], { kind: 'unchanged' }],
  ['the line is another', line(5), [hunk(5, 1, 5, 1)], { kind: 'changed', now: { start: 5, end: 5 } }],
  ['the line became three', line(5), [hunk(5, 1, 7, 3)], { kind: 'changed', now: { start: 7, end: 9 } }],
  ['the line is gone', line(5), [hunk(4, 3, 4, 0)], { kind: 'changed', now: null }],
  ['the line before is another', line(5), [hunk(4, 1, 4, 1)], { kind: 'unchanged' }],
  ['the line after is another', line(5), [hunk(6, 1, 6, 1)], { kind: 'unchanged' }],
  ['a line was put in front of it', line(5), [hunk(5, 0, 5, 1)], { kind: 'unchanged' }],
  ['a line was put behind it', line(5), [hunk(6, 0, 6, 1)], { kind: 'unchanged' }],
  ['one of its lines is another', line(5, 9), [hunk(9, 2, 9, 2)], { kind: 'changed', now: { start: 9, end: 10 } }],
  ['a line was put between its lines', line(5, 9), [hunk(7, 0, 7, 1)], { kind: 'changed', now: { start: 7, end: 7 } }],
  [
    'two of its lines are others',
    line(5, 9),
    [hunk(1, 1, 1, 1), hunk(5, 1, 5, 2), hunk(8, 1, 9, 1), hunk(20, 1, 21, 1)],
    { kind: 'changed', now: { start: 5, end: 9 } },
  ],
])('%s', ([, lines, hunks, expected]) => {
  expect(judgeThread(lines, hunks)).toEqual(expected);
});
