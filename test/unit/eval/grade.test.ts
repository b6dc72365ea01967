import { expect, test } from 'vitest';
import { grade, wholeSuite } from '../../../src/eval/grade.ts';
import type { SuiteResult, TestResult } from '../../../src/verify/suite.ts';

const expectation = { failToPass: ['a > fixed'], passToPass: ['a > old'] };

function suite(tests: readonly TestResult[] | null, code = 0): SuiteResult {
  const run = { command: 'npm test', durationMs: 1, stdout: '', stderr: '' };
  return { sha: 'x', install: null, test: { ...run, exit: { reason: 'exited', code } }, runner: 'node-test', tests };
}

const passed = (id: string): TestResult => ({ id, status: 'passed' });

test('is resolved when every named test passes, whatever others do', () => {
  const tests = [passed('a > fixed'), passed('a > old'), { id: 'b > other', status: 'failed' as const }];

  expect(grade(expectation, suite(tests, 1))).toEqual({ resolved: true, notFixed: [], broken: [] });
});

test.for([
  ['fails', [{ id: 'a > fixed', status: 'failed' }]],
  ['is skipped', [{ id: 'a > fixed', status: 'skipped' }]],
  ['is gone', []],
] as const)('a test that %s does not pass', ([, tests]) => {
  expect(grade(expectation, suite([...tests, passed('a > old')]))).toEqual({
    resolved: false,
    notFixed: ['a > fixed'],
    broken: [],
  });
});

test('a test that passed at the base and is gone is broken', () => {
  expect(grade(expectation, suite([passed('a > fixed')]))).toMatchObject({ resolved: false, broken: ['a > old'] });
});

test('a suite that does not name its tests is one test', () => {
  const whole = { failToPass: [wholeSuite], passToPass: [] };

  expect(grade(whole, suite(null)).resolved).toBe(true);
  expect(grade(whole, suite(null, 1)).resolved).toBe(false);
  expect(grade(whole, { ...suite(null), test: null }).resolved).toBe(false);
});
