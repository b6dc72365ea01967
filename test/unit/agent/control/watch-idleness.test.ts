import { expect, test } from 'vitest';
import { watchIdleness } from '../../../../src/agent/control/watch-idleness.ts';

test.for([
  ['39 calls and no change', [[39, false]], []],
  [
    '40 calls and no change',
    [
      [39, false],
      [1, false],
    ],
    ['changed nothing yet'],
  ],
  [
    '80 calls and no change',
    [
      [40, false],
      [40, false],
    ],
    ['changed nothing yet'],
  ],
  [
    '24 calls after a change',
    [
      [5, true],
      [24, false],
    ],
    [],
  ],
  [
    '25 calls after a change',
    [
      [5, true],
      [25, false],
    ],
    ['last 25 calls changed nothing'],
  ],
  [
    '25 calls after a change, twice',
    [
      [5, true],
      [25, false],
      [1, true],
      [25, false],
    ],
    ['last 25 calls changed nothing'],
  ],
  [
    'a change in time, again and again',
    [
      [39, false],
      [1, true],
      [24, false],
      [1, true],
      [24, false],
    ],
    [],
  ],
  [
    'both',
    [
      [40, false],
      [1, true],
      [25, false],
    ],
    ['changed nothing yet', 'last 25 calls changed nothing'],
  ],
] as const)('after %s the model hears what it should', ([, steps, words]) => {
  const watch = watchIdleness();

  const told = steps.flatMap(([calls, hasChanged]) => watch(calls, hasChanged));

  expect(told).toEqual(words.map((part) => expect.stringContaining(part)));
});
