import { expect, test } from 'vitest';
import { codeSpan } from '../../../src/report/code-span.ts';
import { fence } from '../../../src/report/fence.ts';
import { formatCost } from '../../../src/report/format-cost.ts';
import { formatDuration } from '../../../src/report/format-duration.ts';

test.for([
  [-5, '0 ms'],
  [850, '850 ms'],
  [4234, '4.2 s'],
  [9960, '10 s'],
  [59_400, '59 s'],
  [59_600, '1 min'],
  [2_700_000, '45 min'],
  [7_200_000, '2 h'],
  [187_000, '3 min 7 s'],
  [3_840_000, '1 h 4 min'],
] as const)('%i milliseconds read as %s', ([milliseconds, text]) => {
  expect(formatDuration(milliseconds)).toBe(text);
});

test.for([
  [null, 'price unknown'],
  [0, '$0.00'],
  [0.0312, '$0.0312'],
  [0.1, '$0.10'],
  [12.345, '$12.35'],
] as const)('a cost of %s reads as %s', ([cost, text]) => {
  expect(formatCost(cost)).toBe(text);
});

test.for([
  ['plain', '`plain`'],
  ['  a \n b  ', '`a b`'],
  ['with ` one', '`` with ` one ``'],
  ['```', '```` ``` ````'],
  ['x'.repeat(300), `\`${'x'.repeat(200)}…\``],
  [' ', '(empty)'],
] as const)('%j is the code span %s', ([text, markdown]) => {
  expect(codeSpan(text)).toBe(markdown);
});

const limits = { lines: 6, characters: 200, lineCharacters: 20 };

test('keeps a third of the lines from the head of a log and the rest from its tail', () => {
  const log = Array.from({ length: 100 }, (_, index) => `line ${index}`).join('\n');

  expect(fence(log, limits)).toBe(
    '```text\nline 0\nline 1\n… (94 lines left out)\nline 96\nline 97\nline 98\nline 99\n```',
  );
});

test('cuts long lines, and logs of long lines', () => {
  const log = Array.from({ length: 6 }, () => 'y'.repeat(30)).join('\n');

  const block = fence(log, limits);

  expect(block).toContain(`${'y'.repeat(20)} … (10 characters left out)`);
  expect(block.length).toBeLessThan(300);
});

test.for(['', ' ', '\n\n'])('a log without a word is an empty block: %j', (log) => {
  expect(fence(log, limits)).toBe('```text\n\n```');
});

test('a log begins and ends with its first and last words', () => {
  expect(fence('\n\n  \n  a\n\nb\n \n\n', limits)).toBe('```text\n  a\n\nb\n```');
});
