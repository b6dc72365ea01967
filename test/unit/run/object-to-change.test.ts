import { expect, test } from 'vitest';
import { objectToChange } from '../../../src/run/solving/object-to-change.ts';
import type { ChangedFile } from '../../../src/tools/changed-file.ts';

const objectTo = objectToChange({
  test: { command: 'npm test', script: 'node --test', env: {}, runner: 'node-test' },
  protectedPaths: ['.github/**'],
});

function changed(path: string, before: string | null, after: string | null): ChangedFile {
  return { path, before, after, status: 'modified', size: after?.length ?? 0, isText: true };
}

test('an ordinary change meets no objection', () => {
  const change = [changed('src/add.js', 'a - b', 'a + b'), changed('test/add.test.js', '', "test('adds', () => {});")];

  expect(objectTo(change)).toEqual([]);
});

test.for<readonly [string, ChangedFile, RegExp]>([
  ['a protected path', changed('.github/workflows/ci.yml', null, 'on: push'), /may not be changed/],
  ['a deleted test', changed('test/a.test.js', "test('a', () => {});\n", null), /must not become weaker/],
  ['a skipped test', changed('a.test.js', "test('a', f);\n", "test.skip('a', f);\n"), /skips or inverts/],
])('%s is objected to', ([, file, words]) => {
  const objections = objectTo([file, changed('src/add.js', '1', '2')]);

  expect(objections.join('\n')).toMatch(words);
});
