import { expect, test } from 'vitest';
import { findBlocks } from '../../../src/tools/edit/find-blocks.ts';

const repeat = (line: string, length: number) => Array.from({ length }, () => line);

/** The list, and how often an element of it was read. */
function counting(lines: readonly string[]) {
  const reads = { count: 0 };
  const counted = new Proxy(lines, {
    get(target, key, receiver) {
      if (typeof key === 'string' && /^\d+$/.test(key)) reads.count += 1;
      return Reflect.get(target, key, receiver);
    },
  });
  return { counted, reads };
}

test.for([
  ['a block at the end', 'x y a b', 'a b', [2]],
  ['a block after its own beginning', 'a a a b', 'a a b', [1]],
  ['every block, also where they overlap', 'a a a a a', 'a a', [0, 1, 2, 3]],
  ['a block that begins in what looked like one', 'a b a b a c', 'a b a c', [2]],
  ['nothing', 'a b a b', 'b b', []],
] as const)('finds %s', ([, lines, wanted, starts]) => {
  expect(findBlocks(lines.split(' '), wanted.split(' '), 10)).toEqual(starts);
});

test('looks for no more blocks than it is asked for', () => {
  expect(findBlocks(repeat('a', 100), ['a'], 3)).toEqual([0, 1, 2]);
});

test('reads a bounded number of lines where everything repeats', () => {
  const { counted, reads } = counting([...repeat('a', 5_000), 'b']);

  expect(findBlocks(repeat('a', 20_000), counted, 10)).toEqual([]);

  expect(reads.count).toBeLessThan(8 * 25_000);
});
