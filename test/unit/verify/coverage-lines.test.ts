import { expect, test } from 'vitest';
import { changedHunks } from '../../../src/verify/line-coverage/changed-hunks.ts';
import { changedLines } from '../../../src/verify/line-coverage/changed-lines.ts';

const numbered = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `line ${from + index}\n`).join('');

test.for<readonly [string, string | null, string | null, readonly number[]]>([
  ['nothing changed', 'a\nb\n', 'a\nb\n', []],
  ['a new file', null, 'a\nb\n', [1, 2]],
  ['a deleted file', 'a\nb\n', null, []],
  ['an empty file that got a line', '', 'a\n', [1]],
  ['a changed line', 'a\nb\nc\n', 'a\nB\nc\n', [2]],
  ['a line at the beginning', 'b\nc\n', 'a\nb\nc\n', [1]],
  ['a line at the end', 'a\nb\n', 'a\nb\nc\n', [3]],
  ['a line that went', 'a\nb\nc\n', 'a\nc\n', []],
  ['two places', 'a\nb\nc\nd\ne\n', 'a\nB\nc\nd\nE\n', [2, 5]],
  ['a block that moved down', 'a\nb\nc\nd\ne\n', 'c\nd\ne\na\nb\n', [4, 5]],
  ['one more of equal lines', 'x\nx\n', 'x\nx\nx\n', [3]],
  ['equal lines with other lines among them', '}\n}\na\n}\n}\n', '}\nnew\n}\na\n}\nnew\n}\n', [2, 6]],
  ['no line end at the end', 'a\nb', 'a\nb\nc', [3]],
  ['other line ends', 'a\r\nb\r\n', 'a\nb\r\n', [1]],
])('%s', ([, before, after, lines]) => {
  expect(changedLines(before, after)).toEqual(lines);
});

test('a hunk says where lines only went, and which', () => {
  expect(changedHunks('a\nb\nc\nd\n', 'a\nd\n')).toEqual([{ from: 2, to: 1, removed: ['b', 'c'] }]);
});

test('the hunks make the one text out of the other', () => {
  const before = `${numbered(1, 40)}same\nsame\n${numbered(41, 80)}`;
  const after = `${numbered(1, 10)}new\n${numbered(15, 40)}same\n${numbered(60, 80)}same\n${numbered(41, 59)}`;

  expect(rebuilt(before, after)).toEqual(after);
});

test('texts made to be slow are compared all the same', () => {
  const hostile = Array.from({ length: 60_000 }, (_, index) => `${index % 7}`).join('\n');
  const other = Array.from({ length: 60_000 }, (_, index) => `${(index * 3) % 11}`).join('\n');

  expect(changedLines(hostile, other).length).toBeGreaterThan(0);
});

/** The unchanged lines of `before` with the hunks of `after` put in. */
function rebuilt(before: string, after: string): string {
  const now = after.split('\n').slice(0, -1);
  const result: string[] = [];
  let old = before.split('\n').slice(0, -1);
  for (const { from, to, removed } of changedHunks(before, after)) {
    const kept = from - 1 - result.length;
    result.push(...old.slice(0, kept), ...now.slice(from - 1, to));
    expect(old.slice(kept, kept + removed.length)).toEqual(removed);
    old = old.slice(kept + removed.length);
  }
  return `${[...result, ...old].join('\n')}\n`;
}
