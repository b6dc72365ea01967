import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDuration } from '../src/parse-duration.js';

test('adds up hours and minutes', () => {
  assert.equal(parseDuration('1h30m'), 5_400_000);
});

test('reads milliseconds', () => {
  assert.equal(parseDuration('250ms'), 250);
});

test('reads milliseconds after seconds', () => {
  assert.equal(parseDuration('1s5ms'), 1_005);
});

test('knows what is no duration', () => {
  assert.equal(parseDuration('soon'), null);
});
