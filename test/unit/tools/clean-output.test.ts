import { expect, test } from 'vitest';
import { cleanOutput } from '../../../src/tools/clean-output.ts';

test.for<readonly [string, string, string]>([
  ['colours', '\u001b[31mred\u001b[0m', 'red'],
  ['a link', '\u001b]8;;http://x\u0007text\u001b]8;;\u0007', 'text'],
  ['cursor moves', 'a\u001b[2K\u001b[1Ab', 'ab'],
  ['progress', '10 %\r50 %\r100 %\ndone', '100 %\ndone'],
  ['CRLF', 'a\r\nb\r\n', 'a\nb'],
  ['NUL and bells', 'a\u0000b\u0007c', 'abc'],
  ['tabs', 'a\tb', 'a\tb'],
  ['repeats', 'x\ny\ny\ny\ny\nz', 'x\ny\n[the line above 4 times]\nz'],
  ['few repeats', 'y\ny\ny', 'y\ny\ny'],
  ['blank lines', 'a\n\n\n\n\n\nb', 'a\n\n\n\n\n\nb'],
])('%s are shown as a reader would see them', ([, raw, clean]) => {
  expect(cleanOutput(raw)).toBe(clean);
});

test('a megabyte of unfinished escapes is no burden', () => {
  expect(cleanOutput('\u001b]'.repeat(250_000)).length).toBeLessThan(500_001);
});
