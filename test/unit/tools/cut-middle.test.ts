import { expect, test } from 'vitest';
import { cutMiddle } from '../../../src/tools/cut-middle.ts';

const numbers = Array.from({ length: 1_000 }, (_, at) => `line ${at}`).join('\n');

test('a short text stays as it is', () => {
  expect(cutMiddle('short', { head: 3, tail: 2 }, 'gone')).toBe('short');
});

test('a long text keeps whole lines from both ends and says what is missing', () => {
  const cut = cutMiddle(numbers, { head: 20, tail: 20 }, 'see x.txt');

  expect(cut).toBe('line 0\nline 1\n[… 996 lines, 8859 characters left out; see x.txt …]\nline 998\nline 999');
});

test('one endless line is cut within itself', () => {
  const cut = cutMiddle('x'.repeat(10_000), { head: 10, tail: 10 }, 'gone');

  expect(cut).toBe(`${'x'.repeat(10)}\n[… 1 lines, 9980 characters left out; gone …]\n${'x'.repeat(10)}`);
});
