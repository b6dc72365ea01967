import { expect, test } from 'vitest';
import { compareTests } from '../../../../src/run/revising/compare-tests.ts';
import type { SuiteResult } from '../../../../src/verify/suite.ts';

const command = {
  command: 'npm test',
  exit: { reason: 'exited', code: 1 },
  stdout: '',
  stderr: '',
  durationMs: 1,
} as const;

function suite(tests: Readonly<Record<string, 'passed' | 'failed'>> | null): SuiteResult {
  const named = tests === null ? null : Object.entries(tests).map(([id, status]) => ({ id, status }));
  return { sha: 'a', runner: 'node-test', install: null, test: command, tests: named };
}

test('tells which tests the pull request mends, breaks and leaves failing', () => {
  const base = suite({ adds: 'failed', waits: 'failed', keeps: 'passed' });
  const head = suite({ adds: 'passed', waits: 'failed', keeps: 'failed' });

  expect(compareTests(base, head)).toBe(
    'At its head 1 tests pass.\nIt mends: "adds".\nIt breaks: "keeps".\nIt leaves failing: "waits".',
  );
});

test('tells of a suite whose single tests are not known how its command ended', () => {
  expect(compareTests(suite(null), suite(null))).toBe('At its head the test command fails.');
});

test('tells of a head that cannot be installed', () => {
  expect(compareTests(suite({}), { ...suite(null), test: null })).toMatch(/could not be installed/);
});
