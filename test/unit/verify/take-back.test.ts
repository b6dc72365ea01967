import { expect, test } from 'vitest';
import { takeBack } from '../../../src/verify/take-back.ts';

const lines = (start: number, count: number) => ({ start, count });

test.for([
  ['a changed line', 'a\nb\nc\n', 'a\nB\nc\n', lines(2, 1), lines(2, 1)],
  ['added lines', 'a\nc\n', 'a\nb\nb\nc\n', lines(2, 0), lines(2, 2)],
  ['removed lines', 'a\nb\nb\nc\n', 'a\nc\n', lines(2, 2), lines(2, 0)],
  ['a line added at the end of a text without a last newline', 'a\nb', 'a\nb\nc', lines(2, 1), lines(2, 2)],
  ['lines that end with CRLF', 'a\r\nb\r\n', 'a\r\nB\r\n', lines(2, 1), lines(2, 1)],
  ['all lines', 'a\n', 'b\nc\n', lines(1, 1), lines(1, 2)],
  ['lines of an empty file', '', 'a\n', lines(1, 0), lines(1, 1)],
  ['what became an empty file', 'a\n', '', lines(1, 1), lines(1, 0)],
] as const)('takes back %s', ([, before, after, was, is]) => {
  expect(takeBack({ before, after }, { before: was, after: is })).toBe(before);
});

test('leaves the rest of the change as it is', () => {
  const texts = { before: 'a\nb\nc\nd\n', after: 'A\nb\nc\nD\n' };

  expect(takeBack(texts, { before: lines(4, 1), after: lines(4, 1) })).toBe('A\nb\nc\nd\n');
});
