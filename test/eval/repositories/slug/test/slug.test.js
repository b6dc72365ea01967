import assert from 'node:assert/strict';
import { test } from 'node:test';
import { slug } from '../src/slug.js';

test('joins words with dashes', () => {
  assert.equal(slug('Tide tables for May'), 'tide-tables-for-may');
});

test('ends with a letter or a digit', () => {
  assert.equal(slug('What now?'), 'what-now');
});
