import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseTable, sayTide } from '../src/index.js';

const table = parseTable('2024-05-01T04:12Z high 5.1\n2024-05-01T10:31Z low 0.8');

describe('sayTide', () => {
  test('says what comes, when, and how high', () => {
    assert.equal(sayTide(table, new Date('2024-05-01T02:57Z')), 'High water in 1 hour and 15 minutes (5.1 m).');
  });

  test('tells low water from high water', () => {
    assert.equal(sayTide(table, new Date('2024-05-01T04:31Z')), 'Low water in 6 hours (0.8 m).');
  });

  test('admits that the table has ended', () => {
    assert.equal(sayTide(table, new Date('2024-05-02T00:00Z')), 'The table says nothing about the time to come.');
  });
});
