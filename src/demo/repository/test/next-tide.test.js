import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { nextTide, parseTable } from '../src/index.js';

const table = parseTable(`
2024-05-01T04:12Z high 5.1
2024-05-01T10:31Z low  0.8
2024-05-01T16:40Z high 4.9
`);

describe('nextTide', () => {
  test('finds the first event to come', () => {
    assert.equal(nextTide(table, new Date('2024-05-01T05:00Z')).kind, 'low');
  });

  test('can be asked for one kind', () => {
    assert.equal(nextTide(table, new Date('2024-05-01T05:00Z'), 'high').metres, 4.9);
  });

  test('does not call a tide of this very instant the next one', () => {
    assert.equal(nextTide(table, new Date('2024-05-01T10:31Z')).kind, 'high');
  });

  test('is null when the table has ended', () => {
    assert.equal(nextTide(table, new Date('2024-05-02T00:00Z')), null);
  });
});
