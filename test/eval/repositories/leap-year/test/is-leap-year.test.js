import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLeapYear } from '../src/is-leap-year.js';

for (const [year, expected] of [
  [2023, false],
  [2024, true],
  [1900, false],
  [2000, true],
]) {
  test(`${year} is ${expected ? '' : 'not '}a leap year`, () => {
    assert.equal(isLeapYear(year), expected);
  });
}
