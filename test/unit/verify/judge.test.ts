import { expect, test } from 'vitest';
import { compareSuites } from '../../../src/verify/compare-suites.ts';
import { type Evidence, judge } from '../../../src/verify/judge.ts';
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
  'assertions-weakened',
  'failures-swallowed',
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

const twoRed = suite({ tests: 'a > x:failed a > y:failed a > z:passed', exit: 1 });
const halfGreen = suite({ tests: 'a > x:passed a > y:failed a > z:passed', exit: 1 });
const withNew = suite({ tests: 'a > x:passed a > y:passed a > n:passed' });
const byCode = (exit: number) => suite({ tests: null, exit });
const proven = (...tests: string[]) => ({ kind: 'proven', tests }) as const;
const notProven = { kind: 'not-proven', because: 'they pass there', tests: ['a > n'] } as const;
const notApplicable = { kind: 'not-applicable', because: 'no test was added or changed' } as const;

test.for<readonly [string, SuiteResult, SuiteResult, Partial<Evidence>, string, string]>([
  [
    'a new test fails on the code of base',
    green,
    withNew,
    { failFirst: proven('a > n') },
    'verified',
    "1 new test fails on base's code and passes at head, and nothing broke.",
  ],
  [
    'a new test fails on the code of base, and a failing test is fixed',
    red,
    withNew,
    { failFirst: proven('a > n') },
    'verified',
    "1 test that failed at base passes at head, and 1 new test fails on base's code and passes at head, and nothing broke.",
  ],
  [
    'a failing test is fixed and new tests prove nothing',
    red,
    withNew,
    { failFirst: notProven },
    'verified',
    '1 test that failed at base passes at head, and nothing broke.',
  ],
  [
    'new tests prove nothing and nothing is fixed',
    green,
    withNew,
    { failFirst: notProven },
    'regression-safe',
    'Nothing broke, but no test failed at base and passes at head, and new or changed tests prove nothing: they pass there.',
  ],
  [
    'there are no new tests',
    green,
    green,
    { failFirst: notApplicable },
    'regression-safe',
    'Nothing broke, but no test failed at base and passes at head.',
  ],
  [
    'a test that passed at base was changed until it failed there',
    green,
    green,
    { failFirst: proven('a > x') },
    'regression-safe',
    'Nothing broke, but no test failed at base and passes at head; 1 test passed at base too, before it was changed.',
  ],
  [
    'one of two tests that belong together is fixed',
    twoRed,
    halfGreen,
    { unmended: ['a > y'] },
    'partial',
    '1 test that failed at base passes at head, but 1 test that belongs with it fails as before.',
  ],
  [
    'a new test proves the change and one that belongs to it still fails',
    red,
    suite({ tests: 'a > x:failed a > y:passed a > n:passed', exit: 1 }),
    { failFirst: proven('a > n'), unmended: ['a > x'] },
    'partial',
    "1 new test fails on base's code and passes at head, but 1 test that belongs with it fails as before.",
  ],
  [
    'nothing is fixed of what belongs together',
    twoRed,
    twoRed,
    { unmended: ['a > x', 'a > y'] },
    'regression-safe',
    'Nothing broke, but no test failed at base and passes at head; 2 tests fail as before.',
  ],
  [
    'a failing test passes because the test was changed',
    red,
    green,
    { mendedByTests: ['a > x'] },
    'regression-safe',
    "Nothing broke, but 1 test that failed at base passes on base's code too, with the tests of the change.",
  ],
  [
    'a test broke, whatever else is proved',
    red,
    suite({ tests: 'a > x:passed a > y:failed a > n:passed', exit: 1 }),
    { failFirst: proven('a > n') },
    'failed',
    '1 test fails at head and did not fail at base; 1 test was fixed.',
  ],
  [
    'the evidence was weakened, whatever else is proved',
    green,
    withNew,
    { failFirst: proven('a > n'), findings: [finding('test-deleted')] },
    'failed',
    'The evidence was weakened: test/a.js did it.',
  ],
  [
    'what runs the tests was changed, whatever else is proved',
    green,
    withNew,
    { failFirst: proven('a > n'), findings: [finding('test-setup-changed')] },
    'unverified',
    'The tests cannot speak for a change to what runs them: test/a.js did it.',
  ],
  [
    'only the exit code is known, and the tests of the change fail on the code of base',
    byCode(0),
    byCode(0),
    { failFirst: proven() },
    'verified',
    'With its own tests the change works, and the code of base does not (by exit code only: 0 at base, 0 at head).',
  ],
  [
    'only the exit code is known, and it does not stay the same',
    byCode(1),
    byCode(0),
    { wavers: true },
    'unverified',
    'The test command came out differently when it was run once more (by exit code only: 1 at base, 0 at head).',
  ],
])('when %s', ([, base, head, different, label, because]) => {
  const comparison = compareSuites(base, head);

  expect(judge({ base, head, comparison, findings: [], ...different })).toMatchObject({ verdict: label, because });
});

test.for<readonly [string, SuiteResult, SuiteResult]>([
  ['tests fail', green, red],
  ['tests hang', green, suite({ tests: null, exit: { reason: 'timeout' } })],
  ['the command fails', byCode(0), byCode(1)],
])('when %s at head for want of a service that base had, nothing is said of the change', ([, base, head]) => {
  const troubled = { ...head, troubles: ['The service db does not run:\nit is out of memory'] };

  expect(verdict(base, head).verdict).toBe('failed');
  expect(verdict({ ...base, troubles: troubled.troubles }, troubled).verdict).toBe('failed');
  expect(verdict(base, troubled)).toMatchObject({
    verdict: 'unverified',
    because:
      'Before the tests something went wrong at head that did not at base: The service db does not run: it is out of memory',
  });
  expect(verdict(base, troubled, [finding('test-deleted')]).verdict).toBe('failed');
  const old = 'The service cache does not run: it never did';
  expect(
    verdict({ ...base, troubles: [old] }, { ...troubled, troubles: [old, ...troubled.troubles] }).because,
  ).toContain('The service db');
});

test('a flaky test neither breaks a change nor explains why fewer tests ran', () => {
  const head = suite({ tests: 'a > x:failed a > y:passed', exit: 1 });
  const judgeFlaky = (flaky: readonly string[], after: SuiteResult) =>
    judge({ base: green, head: after, comparison: compareSuites(green, after, flaky), findings: [] });

  expect(judgeFlaky([], head).verdict).toBe('failed');
  expect(judgeFlaky(['a > x'], head)).toMatchObject({
    verdict: 'regression-safe',
    because:
      'Nothing broke, but no test failed at base and passes at head; 1 test came out differently when run again, and counts as nothing.',
  });
  expect(judgeFlaky(['a > x'], suite({ tests: 'a > x:passed' })).verdict).toBe('failed');
});
