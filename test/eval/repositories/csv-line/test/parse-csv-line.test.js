import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCsvLine } from '../src/parse-csv-line.js';

test('separates fields by commas', () => {
  assert.deepEqual(parseCsvLine('a,b,c'), ['a', 'b', 'c']);
});

test('keeps empty fields', () => {
  assert.deepEqual(parseCsvLine('a,,c,'), ['a', '', 'c', '']);
});

test('takes off the quotes', () => {
  assert.deepEqual(parseCsvLine('"a","say ""hi"""'), ['a', 'say "hi"']);
});

test('keeps commas in quotes', () => {
  assert.deepEqual(parseCsvLine('"Doe, Jane",7'), ['Doe, Jane', '7']);
});
