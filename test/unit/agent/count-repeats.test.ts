import { expect, test } from 'vitest';
import { countRepeats } from '../../../src/agent/count-repeats.ts';

function countAll(...results: readonly string[]): readonly number[] {
  const seen = new Map<string, number>();
  return results.map((result) => countRepeats(seen, { tool: 'bash', arguments: 'npm test', result }));
}

test('the same call with the same result is counted', () => {
  expect(countAll('red', 'red', 'red')).toEqual([1, 2, 3]);
});

test('something new makes the count begin anew', () => {
  expect(countAll('red', 'red', 'green', 'red', 'red')).toEqual([1, 2, 1, 1, 2]);
});

test('durations and clock times make nothing new', () => {
  expect(countAll('1 failed (12 ms) at 10:11:12', '1 failed (1.5s) at 10:11:13', 'duration_ms 1.25')).toEqual([
    1, 2, 1,
  ]);
});

test('another tool or other arguments are another call', () => {
  const seen = new Map<string, number>();

  countRepeats(seen, { tool: 'bash', arguments: 'a', result: 'x' });

  expect(countRepeats(seen, { tool: 'view', arguments: 'a', result: 'x' })).toBe(1);
  expect(countRepeats(seen, { tool: 'bash', arguments: 'b', result: 'x' })).toBe(1);
});
