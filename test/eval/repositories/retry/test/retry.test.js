import assert from 'node:assert/strict';
import { test } from 'node:test';
import { retry } from '../src/retry.js';

test('gives what the work gives', async () => {
  assert.equal(await retry(() => 7, 3), 7);
});

test('tries again after an error', async () => {
  const work = async (attempt) => {
    if (attempt < 3) throw new Error('not yet');
    return attempt;
  };

  assert.equal(await retry(work, 3), 3);
});

test('fails with the last error', async () => {
  const work = (attempt) => {
    throw new Error(`failed ${attempt}`);
  };

  await assert.rejects(retry(work, 2), /failed 2/);
});
