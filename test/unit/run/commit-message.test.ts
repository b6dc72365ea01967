import { expect, test } from 'vitest';
import { parseRecordTrailers } from '../../../src/run/exporting/record-trailers.ts';
import { writeCommitMessage } from '../../../src/run/exporting/write-commit-message.ts';

const facts = {
  title: 'Adding subtracts',
  issue: 1,
  requestedBy: null,
  runId: '20261126-021607-d42ba865',
  head: { seq: 3, hash: 'a'.repeat(64) },
};

test('the first line says what a further commit was for, and the last lines are as ever', () => {
  const message = writeCommitMessage({ ...facts, lead: 'Answer a review' });

  expect(message.split('\n')[0]).toBe('Answer a review: Adding subtracts');
  expect(parseRecordTrailers(message)).toEqual({ runId: facts.runId, head: facts.head });
});
