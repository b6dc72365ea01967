import { expect, test } from 'vitest';
import { cutLine, plainMarkdown } from '../../../src/demo/print-pull-request.ts';

test('a reader at a terminal sees no comments, and one line for what is folded', () => {
  const body = [
    'Fixed.',
    '',
    '<!-- a marker',
    'over two lines -->',
    '',
    '<details><summary>Log of <code>npm test</code></summary>',
    '',
    'long',
    '</details>',
    '',
    'Last.',
  ].join('\n');

  expect(plainMarkdown(body)).toEqual(['Fixed.', '', '▸ Log of npm test', '', 'Last.']);
});

test('what could move the cursor is gone, and what could hide is visible', () => {
  expect(cutLine('a\u001b[2K\u202eb', 80)).toBe('a\\u{202e}b');
});

test('a line is cut at the width of the terminal', () => {
  expect(cutLine('x'.repeat(200), 80)).toBe(`${'x'.repeat(79)}…`);
  expect(cutLine('x'.repeat(80), 80)).toBe('x'.repeat(80));
});
