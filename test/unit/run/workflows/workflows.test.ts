import { expect, test } from 'vitest';
import { parseRecordTrailers } from '../../../../src/run/exporting/record-trailers.ts';
import { writeCommitMessage } from '../../../../src/run/exporting/write-commit-message.ts';
import { commitMarks, isHeldBack } from '../../../../src/run/workflows/commit-marks.ts';
import { holdsWorkflows } from '../../../../src/run/workflows/holds-workflows.ts';

test.for<[workflows: 'held' | 'at-once', paths: readonly string[], expected: boolean]>([
  ['held', ['.github/workflows/ci.yml', 'a.js'], true],
  ['held', ['.github/workflows/ci.yaml'], true],
  ['at-once', ['.github/workflows/ci.yml'], false],
  ['held', [], false],
  ['held', ['.github/workflows/README.md', 'docs/.github/workflows/ci.yml', '.github/workflows/old/ci.yml'], false],
])('workflows that are to start %s, of %j', ([workflows, paths, expected]) => {
  expect(holdsWorkflows({ workflows }, paths)).toBe(expected);
});

const head = { seq: 12, hash: 'a'.repeat(64) };
const facts = {
  title: 'Mend it',
  issue: 7,
  requestedBy: { name: 'ann', email: '7+ann@users.noreply.github.com' },
  runId: 'run-1',
  head,
};
const held = writeCommitMessage({ ...facts, marks: commitMarks(true) });
const free = writeCommitMessage({ ...facts, marks: commitMarks(false) });

test('the mark is the last of the trailers, which two empty lines part from the first line', () => {
  expect(held).toBe(
    [
      'Mend it',
      '',
      '',
      'Issue: #7',
      'Sandpiper-Run: run-1',
      `Sandpiper-Record: 12 ${head.hash}`,
      'Co-authored-by: ann <7+ann@users.noreply.github.com>',
      'skip-checks: true',
      '',
    ].join('\n'),
  );
});

test('a commit with the mark is bound to its record as any other', () => {
  expect(parseRecordTrailers(held)).toEqual(parseRecordTrailers(free));
  expect(parseRecordTrailers(held)).not.toBeNull();
});

test.for<[name: string, message: string, expected: boolean]>([
  ['a commit that is held back', held, true],
  ['one that is not', free, false],
  ['a squash that quotes one that is', `Mend it (#8)\n\n* ${held}\n* Start the workflows\n`, false],
  ['an issue that says the words', writeCommitMessage({ ...facts, title: 'skip-checks: true' }), false],
])('the mark is seen in %s: %#', ([, message, expected]) => {
  expect(isHeldBack(message)).toBe(expected);
});
