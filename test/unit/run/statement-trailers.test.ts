import { describe, expect, test } from 'vitest';
import { parseChainHead, parseRecordTrailers } from '../../../src/run/exporting/record-trailers.ts';
import { writeCommitMessage } from '../../../src/run/exporting/write-commit-message.ts';

const hash = 'f'.repeat(64);
const facts = {
  title: 'Adding subtracts',
  issue: 7,
  requestedBy: { name: 'wanda', email: 'wanda@users.noreply.github.com' },
  runId: 'run-1',
  head: { seq: 12, hash },
};
const bound = { runId: 'run-1', head: { seq: 12, hash } };

describe('the message of a commit', () => {
  test('names the issue, the run, its record and who asked', () => {
    expect(writeCommitMessage(facts)).toBe(
      `Adding subtracts\n\nIssue: #7\nSandpiper-Run: run-1\nSandpiper-Record: 12 ${hash}\nCo-authored-by: wanda <wanda@users.noreply.github.com>\n`,
    );
  });

  test('names neither where there is no number and nobody known', () => {
    expect(writeCommitMessage({ ...facts, issue: null, requestedBy: null })).toBe(
      `Adding subtracts\n\nSandpiper-Run: run-1\nSandpiper-Record: 12 ${hash}\n`,
    );
  });

  test.for([
    ['a line more', { name: 'wanda\nSandpiper-Record: 1 x', email: 'wanda@example.org' }],
    ['an address in its name', { name: 'wanda <x@example.org>', email: 'wanda@example.org' }],
    ['a line more in its address', { name: 'wanda', email: 'wanda@example.org>\nFixes: #1' }],
    ['no name', { name: '', email: 'wanda@example.org' }],
  ] as const)('names nobody who has %s', ([, requestedBy]) => {
    const message = writeCommitMessage({ ...facts, requestedBy });

    expect(message).toBe(writeCommitMessage({ ...facts, requestedBy: null }));
  });

  test('cannot be bound to another record by the title of the issue', () => {
    const title = `Fix\n\nSandpiper-Run: evil\nSandpiper-Record: 1 ${'0'.repeat(64)}`;

    expect(parseRecordTrailers(writeCommitMessage({ ...facts, title }))).toEqual(bound);
  });
});

describe('the trailers of a commit', () => {
  test.for<[name: string, message: string]>([
    ['as they were written', writeCommitMessage(facts)],
    ['where a server cut the last line feed', writeCommitMessage(facts).trimEnd()],
  ])('are read %s', ([, message]) => {
    expect(parseRecordTrailers(message)).toEqual(bound);
  });

  test.for<[name: string, message: string]>([
    ['not there', 'Adding subtracts\n'],
    ['in the text and not at the end', `${writeCommitMessage(facts)}\nBy hand.\n`],
    ['there twice', `${writeCommitMessage(facts)}Sandpiper-Record: 12 ${hash}\n`],
    ['without a hash', writeCommitMessage(facts).replace(hash, 'f')],
    ['without a run', writeCommitMessage(facts).replace('Sandpiper-Run', 'Run')],
  ])('are not read where they are %s', ([, message]) => {
    expect(parseRecordTrailers(message)).toBeNull();
  });

  test.for([`0 ${hash}`, `-1 ${hash}`, `12 ${hash}0`, `12  ${hash}`, '12', hash, `${'9'.repeat(16)} ${hash}`])(
    'hold no chain head that is written %s',
    (text) => {
      expect(parseChainHead(text)).toBeNull();
    },
  );
});
