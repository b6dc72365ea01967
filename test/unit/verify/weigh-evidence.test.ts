import { expect, test } from 'vitest';
import type { ChangedText } from '../../../src/verify/changed-text.ts';
import type { SuiteResult } from '../../../src/verify/suite.ts';
import { type Measured, weighEvidence } from '../../../src/verify/weigh-evidence.ts';
import { suite } from './suite.ts';

const f = 'test/a.test.js';
const source: ChangedText = { path: 'src/a.js', before: 'export const a = 1;\n', after: 'export const a = 2;\n' };
const addedTest: ChangedText = {
  path: f,
  before: "test('x', () => {});\n",
  after: "test('x', () => {});\ntest('n', () => {});\n",
};
const command = { command: 'npm test', script: 'node --test', env: {}, runner: 'node-test' } as const;

const red = suite({ tests: `${f} > x:failed ${f} > y:passed`, exit: 1 });
const green = suite({ tests: `${f} > x:passed ${f} > y:passed` });
const broken = suite({ tests: `${f} > x:failed ${f} > y:passed`, exit: 1 });
const greenWithNew = suite({ tests: `${f} > x:passed ${f} > y:passed ${f} > n:passed` });
const redWithNew = suite({ tests: `${f} > x:passed ${f} > y:passed ${f} > n:failed`, exit: 1 });
const notRun = { kind: 'not-run', because: 'no test was added or changed' } as const;
const baseAgain = (result: SuiteResult) => ({ kind: 'base-again', result, because: notRun.because }) as const;
const withTests = (...results: [SuiteResult, ...SuiteResult[]]) => ({ kind: 'with-tests', results }) as const;

function weigh(measured: Partial<Measured>, changes: readonly ChangedText[] = [source], issue = 'It is wrong') {
  const plain = { base: red, head: green, onBase: notRun, headAgain: null };
  return weighEvidence({ ...plain, ...measured }, { changes, command, issue });
}

test.for<readonly [string, Partial<Measured>, string, readonly string[]]>([
  ['fixed, red again at base and green again at head', { onBase: baseAgain(red), headAgain: green }, 'verified', []],
  [
    'fixed, but green the second time at base',
    { onBase: baseAgain(green), headAgain: green },
    'regression-safe',
    [`${f} > x`],
  ],
  [
    'fixed, but red the second time at head',
    { onBase: baseAgain(red), headAgain: broken },
    'regression-safe',
    [`${f} > x`],
  ],
  ['broken, and broken again', { base: green, head: broken, headAgain: broken }, 'failed', []],
  [
    'broken, but sound the second time',
    { base: green, head: broken, headAgain: green },
    'regression-safe',
    [`${f} > x`],
  ],
  [
    'gone, but there the second time',
    { base: green, head: suite({ tests: `${f} > x:passed` }), headAgain: green },
    'regression-safe',
    [`${f} > y`],
  ],
  [
    'fixed, while the second run ended for another reason',
    { headAgain: suite({ tests: null, exit: { reason: 'timeout' } }) },
    'verified',
    [],
  ],
  ['fixed, while the second run lacked a service', { headAgain: { ...broken, troubles: ['no db'] } }, 'verified', []],
])('a test that is %s', ([, measured, verdict, flaky]) => {
  expect(weigh(measured)).toMatchObject({ verdict, comparison: { flaky } });
});

test.for<readonly [string, Partial<Measured>, string, string]>([
  ['fails twice on the code of base', { base: green, onBase: withTests(redWithNew, redWithNew) }, 'verified', 'proven'],
  [
    'fails once on the code of base',
    { base: green, onBase: withTests(redWithNew, greenWithNew) },
    'regression-safe',
    'not-proven',
  ],
  ['passes on the code of base', { base: green, onBase: withTests(greenWithNew) }, 'regression-safe', 'not-proven'],
  [
    'fails when head is tested again',
    {
      base: green,
      onBase: withTests(redWithNew, redWithNew),
      headAgain: suite({ tests: `${f} > x:passed ${f} > y:passed ${f} > n:failed`, exit: 1 }),
    },
    'regression-safe',
    'not-proven',
  ],
])('a new test that %s', ([, measured, verdict, kind]) => {
  const proof = weigh({ head: greenWithNew, ...measured }, [source, addedTest]);

  expect(proof).toMatchObject({ verdict, failFirst: { kind } });
});

test('a red test that was only changed until it passes proves nothing about the code', () => {
  const changedTest = { ...addedTest, after: addedTest.before };
  const onBase = (result: SuiteResult) => weigh({ onBase: withTests(result, result) }, [source, changedTest]);

  expect(onBase(red).verdict).toBe('verified');
  expect(onBase(green)).toMatchObject({
    verdict: 'regression-safe',
    because: "Nothing broke, but 1 test that failed at base passes on base's code too, with the tests of the change.",
  });
});

test.for<readonly [string, readonly ChangedText[], string, string, string]>([
  ['in the file of one that was fixed', [source], 'It is wrong', `${f} > z`, 'partial'],
  [
    'in a file of the change',
    [source, { ...addedTest, path: 'test/b.test.js' }],
    'It is wrong',
    'test/b.test.js > z',
    'partial',
  ],
  ['in a file that the issue names', [source], 'See test/b.test.js', 'test/b.test.js > z', 'partial'],
  [
    'named by the issue',
    [source],
    '"rounds to full minutes" is red',
    'test/b.test.js > rounds to full minutes',
    'partial',
  ],
  ['elsewhere', [source], 'It is wrong', 'test/b.test.js > rounds to full minutes', 'verified'],
  ['elsewhere, with a name that any issue may hold', [source], 'It is wrong', 'test/b.test.js > is', 'verified'],
])('a test that still fails %s', ([, changes, issue, id, verdict]) => {
  const base = suite({ tests: `${f} > x:failed ${id}:failed`, exit: 1 });
  const head = suite({ tests: `${f} > x:passed ${id}:failed`, exit: 1 });

  expect(weigh({ base, head }, changes, issue).verdict).toBe(verdict);
});

test('by exit code alone, a second run that ends differently leaves nothing verified', () => {
  const by = (exit: number) => suite({ tests: null, exit });
  const measured = { base: by(1), head: by(0) };

  expect(weigh({ ...measured, onBase: baseAgain(by(1)), headAgain: by(0) }).verdict).toBe('verified');
  expect(weigh({ ...measured, onBase: baseAgain(by(0)), headAgain: by(0) }).verdict).toBe('unverified');
  expect(weigh({ ...measured, onBase: baseAgain(by(1)), headAgain: by(1) }).verdict).toBe('unverified');
});

test('the same measurements prove the same', () => {
  const measured = { onBase: withTests(redWithNew, redWithNew), head: greenWithNew, headAgain: greenWithNew };

  expect(weigh(measured, [source, addedTest])).toEqual(weigh(measured, [source, addedTest]));
});
