import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sayDuration } from '../src/index.js';

const seconds = (count) => count * 1000;
const minutes = (count) => seconds(count * 60);

describe('sayDuration', () => {
  test('says hours and minutes', () => {
    assert.equal(sayDuration(minutes(75)), '1 hour and 15 minutes');
  });

  test('leaves out the minutes of a full hour', () => {
    assert.equal(sayDuration(minutes(120)), '2 hours');
  });

  test('says one minute in the singular', () => {
    assert.equal(sayDuration(minutes(61)), '1 hour and 1 minute');
  });

  test('rounds to the nearest minute', () => {
    assert.equal(sayDuration(seconds(100)), '2 minutes');
  });

  test('carries sixty minutes into the next hour', () => {
    assert.equal(sayDuration(minutes(119) + seconds(40)), '2 hours');
  });

  test('says that there is no time left', () => {
    assert.equal(sayDuration(0), '0 minutes');
  });
});
