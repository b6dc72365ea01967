import { expect, test } from 'vitest';
import { decideMerge, type MergeFacts } from '../../../../src/run/revising/decide-merge.ts';

const behind = { isBehind: true, conflicts: false };
const conflicting = { isBehind: true, conflicts: true };

test.for<readonly [string, MergeFacts, 'merge' | 'leave']>([
  [
    'nothing is merged where the base did not move',
    { cause: 'base-moved', policy: 'by-itself', isBehind: false, conflicts: false },
    'leave',
  ],
  [
    'a base that moved is merged when that is the cause',
    { cause: 'base-moved', policy: 'when-asked', ...behind },
    'merge',
  ],
  ['a pull request that is merely behind is left so', { cause: 'asked', policy: 'by-itself', ...behind }, 'leave'],
  ['who asks gets a conflict resolved', { cause: 'asked', policy: 'when-asked', ...conflicting }, 'merge'],
  ['a review alone resolves no conflict', { cause: 'review', policy: 'when-asked', ...conflicting }, 'leave'],
  [
    'a review resolves one where maintainers want that',
    { cause: 'review', policy: 'by-itself', ...conflicting },
    'merge',
  ],
  [
    'failed checks alone resolve no conflict',
    { cause: 'failed-checks', policy: 'when-asked', ...conflicting },
    'leave',
  ],
])('%s', ([, facts, expected]) => {
  expect(decideMerge(facts)).toBe(expected);
});
