import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pageRange } from '../src/page-range.js';

test('begins at the first page', () => {
  assert.deepEqual(pageRange(1, 10, 3), [1, 2, 3]);
});

test('has the current page in its middle', () => {
  assert.deepEqual(pageRange(5, 10, 3), [4, 5, 6]);
});

test('reaches the last page', () => {
  assert.deepEqual(pageRange(10, 10, 3), [8, 9, 10]);
});

test('is shorter when there are few pages', () => {
  assert.deepEqual(pageRange(1, 2, 5), [1, 2]);
});
