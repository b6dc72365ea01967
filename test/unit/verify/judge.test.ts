import { expect, test } from 'vitest';
import { compareSuites } from '../../../src/verify/compare-suites.ts';
import { judge } from '../../../src/verify/judge.ts';
import type { IntegrityFinding, Proof, SuiteResult } from '../../../src/verify/suite.ts';
import { suite } from './suite.ts';

function verdict(base: SuiteResult, head: SuiteResult, findings: readonly IntegrityFinding[] = []): Proof {
  return judge({ base, head, comparison: compareSuites(base, head), findings });
}

const green = suite({ tests: 'a > x:passed a > y:passed' });
const red = suite({ tests: 'a > x:failed a > y:passed', exit: 1 });
const allRed = suite({ tests: 'a > x:failed a > y:failed', exit: 1 });
const finding = (kind: IntegrityFinding['kind']): IntegrityFinding => ({ kind, path: 'test/a.js', detail: 'did it' });

test.for<readonly [string, SuiteResult, SuiteResult, string, string]>([
  ['a failing test passes', red, green, 'verified', '1 test that failed at base passes at head, and nothing broke.'],
  [
    'a failing test passes and another fails as before',
    allRed,
    red,
    'verified',
    '1 test that failed at base passes at head, and nothing broke; 1 test fails as before.',
  ],
  [
    'all is green before and after',
    green,
    green,
    'regression-safe',
    'Nothing broke, but no test failed at base and passes at head.',
  ],
  [
    'the same test is red before and after',
    red,
    red,
    'regression-safe',
    'Nothing broke, but no test failed at base and passes at head; 1 test fails as before.',
  ],
  ['a passing test fails', green, red, 'failed', '1 test fails at head and did not fail at base.'],
  [
    'one test is fixed and another broken',
    red,
    suite({ tests: 'a > x:passed a > y:failed', exit: 1 }),
    'failed',
    '1 test fails at head and did not fail at base; 1 test was fixed.',
  ],
  [
    'a new test fails',
    green,
    suite({ tests: 'a > x:passed a > y:passed a > z:failed', exit: 1 }),
    'failed',
    '1 test fails at head and did not fail at base.',
  ],
  ['no test is collected', green, suite({ tests: '' }), 'failed', 'Not a single test was run at head.'],
  [
    'no test is collected on either side',
    suite({ tests: '' }),
    suite({ tests: '' }),
    'failed',
    'Not a single test was run at head.',
  ],
  [
    'every test is skipped',
    green,
    suite({ tests: 'a > x:skipped a > y:skipped' }),
    'failed',
    'Not a single test was run at head.',
  ],
  ['fewer tests run', green, suite({ tests: 'a > x:passed' }), 'failed', 'Only 1 test ran at head, and 2 at base.'],
  [
    'the failing test is skipped and another added',
    red,
    suite({ tests: 'a > x:skipped a > y:passed a > z:passed' }),
    'failed',
    '1 test that failed at base is not run at head.',
  ],
  [
    'tests are reported no more',
    green,
    suite({ tests: null }),
    'failed',
    'Tests were reported at base, and none at head.',
  ],
  [
    'all tests pass and the command still fails',
    red,
    suite({ tests: 'a > x:passed a > y:passed', exit: 1 }),
    'unverified',
    'No test fails at head, and yet the test command exits with code 1; at base it exits with code 1.',
  ],
  [
    'all tests pass and the command begins to fail',
    green,
    suite({ tests: 'a > x:passed a > y:passed', exit: 2 }),
    'failed',
    'No test fails at head, and yet the test command exits with code 2, unlike at base.',
  ],
])('when %s', ([, base, head, label, because]) => {
  expect(verdict(base, head)).toMatchObject({ verdict: label, because });
});

test.for<readonly [number, number, string]>([
  [0, 0, 'regression-safe'],
  [1, 0, 'verified'],
  [0, 1, 'failed'],
  [1, 2, 'unverified'],
])('by exit code alone, %i at base and %i at head is %s, and says so', ([before, after, label]) => {
  const proof = verdict(suite({ tests: null, exit: before }), suite({ tests: null, exit: after }));

  expect(proof.verdict).toBe(label);
  expect(proof.because).toContain(`by exit code only: ${before} at base, ${after} at head`);
});

test.for<readonly [string, SuiteResult, SuiteResult, string, string]>([
  [
    'neither commit installs',
    suite({ install: 1 }),
    suite({ install: 1 }),
    'unverified',
    'The tests could not be run: `npm ci` exited with code 1.',
  ],
  [
    'only base installs',
    suite({ install: 0 }),
    suite({ install: 1 }),
    'failed',
    '`npm ci` works at base and exited with code 1 at head.',
  ],
  [
    'only head installs',
    suite({ install: 1 }),
    suite({ install: 0 }),
    'unverified',
    'There is nothing to compare with: `npm ci` exited with code 1 at base.',
  ],
  [
    'the install at head loses its box',
    suite({ install: 0 }),
    suite({ install: { reason: 'lost' } }),
    'unverified',
    'The tests could not be run: `npm ci` was lost with its sandbox.',
  ],
  [
    'the tests hang at head',
    green,
    suite({ tests: null, exit: { reason: 'timeout' } }),
    'failed',
    '`npm test` comes to an end at base and ran out of time at head.',
  ],
  [
    'the tests eat the memory at head',
    green,
    suite({ tests: null, exit: { reason: 'oom' } }),
    'failed',
    '`npm test` comes to an end at base and ran out of memory at head.',
  ],
  [
    'the box is lost at head',
    green,
    suite({ tests: null, exit: { reason: 'lost' } }),
    'unverified',
    '`npm test` was lost with its sandbox at head.',
  ],
  [
    'the tests hang at base',
    suite({ tests: null, exit: { reason: 'timeout' } }),
    green,
    'unverified',
    'There is nothing to compare with: `npm test` ran out of time at base.',
  ],
])('when %s', ([, base, head, label, because]) => {
  expect(verdict(base, head)).toMatchObject({ verdict: label, because });
});

test.for([
  'test-deleted',
  'test-skipped',
  'test-focused',
  'assertions-removed',
  'test-command-changed',
  'probe-named',
] as const)('a change with a %s finding fails, however green its tests are', (kind) => {
  expect(verdict(red, green).verdict).toBe('verified');
  expect(verdict(red, green, [finding(kind), finding(kind)])).toMatchObject({
    verdict: 'failed',
    because: 'The evidence was weakened: test/a.js did it, and 1 more finding.',
  });
});

test.for([
  [red, green],
  [suite({ tests: null, exit: 1 }), suite({ tests: null })],
] as const)('a change of nothing but tests proves nothing about the code', ([base, head]) => {
  expect(verdict(base, head).verdict).toBe('verified');
  expect(verdict(base, head, [finding('only-tests-changed')])).toMatchObject({
    verdict: 'regression-safe',
    because: expect.stringContaining('Only tests were changed'),
  });
});

test.for([
  [red, green],
  [green, green],
  [suite({ tests: null, exit: 1 }), suite({ tests: null })],
  [suite({ tests: null }), suite({ tests: null })],
] as const)('green tests are not believed when what runs them was changed', ([base, head]) => {
  expect(verdict(base, head, [finding('test-setup-changed'), finding('test-setup-changed')])).toMatchObject({
    verdict: 'unverified',
    because: 'The tests cannot speak for a change to what runs them: test/a.js did it, and 1 more finding.',
  });
  expect(verdict(green, red, [finding('test-setup-changed')]).verdict).toBe('failed');
});

test('a test that passed at base and is gone rules out that the change is verified', () => {
  const head = suite({ tests: 'a > x:passed a > new:passed' });

  expect(verdict(red, head)).toMatchObject({
    verdict: 'unverified',
    because: '1 test that passed at base is not run at head.',
  });
});

test('an exit code proves nothing when tests were changed too', () => {
  const [base, head] = [suite({ tests: null, exit: 1 }), suite({ tests: null })];

  expect(verdict(base, head).verdict).toBe('verified');
  expect(verdict(base, head, [finding('tests-changed')])).toMatchObject({
    verdict: 'regression-safe',
    because: expect.stringContaining('Tests were changed too'),
  });
});
