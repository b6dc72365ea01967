import { expect, test } from 'vitest';
import { countRepeats, nothingSeen } from '../../../../src/agent/control/count-repeats.ts';
import { countRounds } from '../../../../src/agent/control/count-rounds.ts';

test.for([
  ['aaa', [1, 2, 3]],
  ['aabaa', [1, 2, 1, 1, 2]],
  ['abababab', [1, 1, 1, 2, 2, 3, 3, 4]],
  ['abcacb', [1, 1, 1, 1, 2, 1]],
] as const)('of %s each letter has come so often since the last new one: %s', ([letters, counts]) => {
  const seen = nothingSeen();

  expect([...letters].map((letter) => countRepeats(seen, letter))).toEqual(counts);
});

test.for([
  ['', 1],
  ['a', 1],
  ['abcdef', 1],
  ['abab', 2],
  ['xyababab', 3],
  ['abcabcabc', 3],
  ['abababa', 3],
  ['ababac', 1],
  ['abcdabcd', 1],
] as const)('%s ends in so many rounds of two or three: %i', ([keys, rounds]) => {
  expect(countRounds([...keys])).toBe(rounds);
});
