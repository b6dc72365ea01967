import { expect, test } from 'vitest';
import { renderFullLogs } from '../../../src/report/render-full-logs.ts';
import type { CommandRun } from '../../../src/verify/suite.ts';
import { verified } from './facts.ts';

const printed = (stdout: string, stderr = ''): CommandRun => {
  return { command: 'npm test', exit: { reason: 'exited', code: 0 }, durationMs: 5, stdout, stderr };
};
const withLogs = (base: CommandRun | null, head: CommandRun | null) => ({
  ...verified,
  base: { ...verified.base, test: base },
  head: { ...verified.head, test: head },
});
const lines = (count: number, text: string) => Array.from({ length: count }, (_, at) => `${text} ${at}`).join('\n');

test('shows all that every command of the proof printed, the tests of the change first', () => {
  const text = renderFullLogs(verified, 'run-7');

  expect(text.match(/^####.*$/gm)).toEqual([
    '#### Tests with this change: it exited with code 0 after 790 ms',
    '#### Tests at base: it exited with code 1 after 830 ms',
    '#### Install with this change: it exited with code 0 after 4.1 s',
    '#### Install at base: it exited with code 0 after 4.1 s',
  ]);
  expect(text).toContain('```text\n✖ adds\nnpm error\n```');
  expect(text).toContain('What has no room here is in the record of run `run-7`, which the operator keeps.');
});

test('leaves out what was not run, and says so of what printed nothing', () => {
  const text = renderFullLogs(withLogs(null, printed('\n')), 'run-7');

  expect(text).not.toContain('Tests at base');
  expect(text).toContain('after 5 ms\n\nNo output.');
});

test('a log that is longer than there is room keeps its head and its tail; a short one beside it stays whole', () => {
  const text = renderFullLogs(withLogs(printed(lines(40, 'short')), printed(lines(30_000, 'long line'))), 'run-7');

  expect(text.length).toBeGreaterThan(60_000);
  expect(text.length).toBeLessThanOrEqual(65_000);
  expect(text).toContain('```text\nlong line 0\n');
  expect(text).toContain('\nlong line 29999\n```');
  expect(text).toMatch(/… \(\d+ lines left out\)/);
  expect(text).toContain('short 0\nshort 1\n');
  expect(text).toContain('short 39\n```');
});

test.for<readonly [string, string]>([
  ['commands of a workflow', '##['],
  ['lines that are commands', '/a\n'],
  ['lines that are commands of a workflow', '::\n'],
  ['closing words', 'fix #1 '],
  ['hidden characters', '\u200b'],
  ['ticks', '`'],
  ['letters of four bytes', '😀'],
])('has room for logs that are full of %s', ([, piece]) => {
  const line = `${piece.repeat(Math.ceil(120 / piece.length))}\n`;
  const log = printed(line.repeat(2_000), line);

  const { length } = renderFullLogs(withLogs(log, log), 'run-7');

  expect(length).toBeGreaterThan(30_000);
  expect(length).toBeLessThanOrEqual(65_535);
});
