import { expect, test } from 'vitest';
import { judgeFailFirst } from '../../../src/verify/judge-fail-first.ts';
import type { SuiteResult } from '../../../src/verify/suite.ts';
import { suite } from './suite.ts';

const testFile = { path: 'test/a.test.js', before: "test('old');", after: "test('old'); test('new');" };
const source = {
  path: 'src/a.js',
  before: 'export const old = 1;',
  after: 'export const old = 1; export const sayNew = 2;',
};
const addedSource = { path: 'src/say-tide.js', before: null, after: 'export const sayTide = 1;' };
const changes = [testFile, source, addedSource];

const f = 'test/a.test.js';
const base = suite({ tests: `${f} > old:passed b.test.js > other:passed` });
const head = suite({ tests: `${f} > old:passed ${f} > new:passed b.test.js > other:passed` });

/** Output of the run on base's code. */
const says = (result: SuiteResult, stderr: string): SuiteResult =>
  result.test === null ? result : { ...result, test: { ...result.test, stderr } };
const red = (tests: string | null) => suite({ tests, exit: 1 });

const unloadable = red(`${f}:failed b.test.js > other:passed`);
const allFail = red(`${f} > old:failed ${f} > new:failed b.test.js > other:failed`);

test.for<readonly [string, SuiteResult, readonly string[] | string]>([
  ['the new test fails by itself', red(`${f} > old:passed ${f} > new:failed b.test.js > other:passed`), [`${f} > new`]],
  [
    'its file misses an export that the change brings',
    says(unloadable, "SyntaxError: The requested module '../src/a.js' does not provide an export named 'sayNew'"),
    [`${f} > new`],
  ],
  [
    'its file misses a module that the change brings',
    says(unloadable, "Error [ERR_MODULE_NOT_FOUND]: Cannot find module '/workspace/src/say-tide.js' imported from x"),
    [`${f} > new`],
  ],
  [
    'its file misses a package that is not installed',
    says(unloadable, "Error [ERR_MODULE_NOT_FOUND]: Cannot find package 'left-pad' imported from x"),
    "their files cannot be loaded on base's code, and not for want of something the change brings",
  ],
  [
    'its file misses what base has, too',
    says(unloadable, "SyntaxError: The requested module '../src/a.js' does not provide an export named 'old'"),
    "their files cannot be loaded on base's code, and not for want of something the change brings",
  ],
  [
    'its file cannot be parsed',
    says(unloadable, 'SyntaxError: Unexpected token'),
    "their files cannot be loaded on base's code, and not for want of something the change brings",
  ],
  [
    'it passes there',
    suite({ tests: `${f} > old:passed ${f} > new:passed` }),
    "they pass on base's code too, or are not run there",
  ],
  ['it is not run there', suite({ tests: `${f} > old:passed` }), "they pass on base's code too, or are not run there"],
  ['it is skipped there', suite({ tests: `${f} > new:skipped` }), "they pass on base's code too, or are not run there"],
  [
    'every test fails there',
    says(allFail, "does not provide an export named 'sayNew'"),
    "on base's code every test fails, those included that passed before",
  ],
  [
    'the tests hang there',
    suite({ tests: null, exit: { reason: 'timeout' } }),
    "with the tests of the change, `npm test` ran out of time on base's code",
  ],
  ['no tests are reported there', red(null), "on base's code no single tests were reported"],
])('when %s', ([, onBase, expected]) => {
  const found = judgeFailFirst({ base, head, onBase: [onBase] }, changes);

  if (typeof expected === 'string') expect(found).toMatchObject({ kind: 'not-proven', because: expected });
  else expect(found).toEqual({ kind: 'proven', tests: expected });
});

test('a test that fails only once on the code of base proves nothing', () => {
  const failing = red(`${f} > old:passed ${f} > new:failed b.test.js > other:passed`);
  const passing = suite({ tests: `${f} > old:passed ${f} > new:passed b.test.js > other:passed` });

  expect(judgeFailFirst({ base, head, onBase: [failing, failing] }, changes).kind).toBe('proven');
  expect(judgeFailFirst({ base, head, onBase: [failing, passing] }, changes).kind).toBe('not-proven');
});

test('when the only test file cannot be loaded, what it misses decides', () => {
  const alone = {
    base: suite({ tests: `${f} > old:passed` }),
    head: suite({ tests: `${f} > old:passed ${f} > new:passed` }),
  };
  const [own, foreign] = ['sayNew', 'elsewhere'].map((name) =>
    says(red(`${f}:failed`), `does not provide an export named '${name}'`),
  );
  if (own === undefined || foreign === undefined) throw new Error('There are two');

  expect(judgeFailFirst({ ...alone, onBase: [own] }, changes).kind).toBe('proven');
  expect(judgeFailFirst({ ...alone, onBase: [foreign] }, changes).kind).toBe('not-proven');
});

test('a test that fails at head, or was there before in an unchanged file, is no candidate', () => {
  const same = suite({ tests: `${f} > new:failed b.test.js > other:passed`, exit: 1 });
  const onBase = red(`${f} > new:failed b.test.js > other:failed`);

  expect(judgeFailFirst({ base, head: same, onBase: [onBase] }, changes)).toEqual({
    kind: 'not-applicable',
    because: 'no new or changed test passes at head',
  });
});

test.for([
  [0, 1, 0, 'proven'],
  [1, 1, 0, 'not-applicable'],
  [0, 0, 0, 'not-applicable'],
  [0, 1, 1, 'not-applicable'],
] as const)(
  'by exit code alone, %i at base, %i with the tests of the change, %i at head is %s',
  ([was, there, is, kind]) => {
    const by = (exit: number) => suite({ tests: null, exit });

    expect(judgeFailFirst({ base: by(was), onBase: [by(there)], head: by(is) }, changes).kind).toBe(kind);
  },
);

test('an install that fails on the code of base leaves nothing to say', () => {
  expect(judgeFailFirst({ base, head, onBase: [suite({ install: 1 })] }, changes).kind).toBe('not-applicable');
});
