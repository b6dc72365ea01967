import { describe, expect, test } from 'vitest';
import { applyEdits } from '../../../src/tools/edit/apply-edits.ts';
import { editCases } from './edit-cases.ts';

const classes = [
  'indentation',
  'tabs-and-spaces',
  'near-miss',
  'nothing-similar',
  'already-applied',
  'stale',
  'conflicting-indentation',
  'unicode-and-whitespace',
  'gutter',
  'duplicates',
  'line-ends',
];

describe.for(classes)('%s', (name) => {
  const cases = editCases(name);

  test.for(cases)('$title', ({ file, edits, expected, words }) => {
    const edited = applyEdits(file, edits);

    expect(edited.ok ? edited.text : null).toBe(expected);
    expect(edited.ok ? '' : edited.problem).toMatch(expected === null ? words : /^$/);
  });

  test('there are forty cases or more, and no two are alike', () => {
    expect(cases.length).toBeGreaterThanOrEqual(40);
    expect(new Set(cases.map(({ file, edits }) => JSON.stringify([file, edits]))).size).toBe(cases.length);
  });
});
