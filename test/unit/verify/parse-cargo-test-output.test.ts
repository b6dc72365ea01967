import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parseCargoDocTests, parseCargoTestOutput } from '../../../src/verify/parse-cargo-test-output.ts';
import { parseResults } from '../../../src/verify/parse-results.ts';

test('reads unit tests, integration tests, a program of its own and the tests in the documentation', async () => {
  const reports = await Promise.all(['1', '2', '3', '4'].map(recording));

  const results = parseResults('cargo-test', { reports, stdout: await recording('stdout') }, '/workspace');

  expect(results?.map(({ id, status }) => `${status} ${id}`).sort()).toEqual([
    'failed src > tests > breaks',
    'failed src/lib.rs > documentation > documented',
    'passed src > tests > adds',
    'passed src > tests > deep > inner',
    'passed src > tests > panics',
    'passed src/lib.rs > documentation > add',
    'passed tests/own_harness.rs > main',
    'passed tests/whole-thing.rs > works',
    'skipped src > tests > waits',
    'skipped src/lib.rs > documentation > documented (2)',
  ]);
});

const ended = (passed: number, failed = 0) =>
  `test result: ${failed === 0 ? 'ok' : 'FAILED'}. ${passed} passed; ${failed} failed; 0 ignored; 0 measured; 0 filtered out`;

test.for<readonly [string, readonly string[], readonly string[]]>([
  ['words before it', ['wordstest a ... ok', ended(1), '', 'exit 0'], ['passed a']],
  ['words before its result', ['test a ... words', 'ok', ended(1), '', 'exit 0'], ['passed a']],
  ['colours', ['test a ... \u001B[32mok\u001B[m', ended(1), '', 'exit 0'], ['passed a']],
  ['a time', ['test a ... ok <0.001s>', ended(1), '', 'exit 0'], ['passed a']],
  ['a program that broke off', ['test a ... ok', '', 'exit 134'], ['passed a', 'failed ']],
  ['a program that fails after its tests', ['test a ... ok', ended(1), '', 'exit 1'], ['passed a', 'failed ']],
  [
    'a failed test that prints what a test prints',
    ['test a ... FAILED', '', 'failures:', 'test b ... ok', ended(7), ended(0, 1), '', 'exit 101'],
    ['failed a'],
  ],
])('reads a test with %s', ([, lines, expected]) => {
  const tests = parseCargoTestOutput(['target src', 'running 1 test', ...lines, ''].join('\n'));

  expect(tests?.map(({ titles, status }) => `${status} ${titles.join()}`)).toEqual(expected);
});

test.for<readonly [string, readonly string[]]>([
  ['dots instead of names', ['running 2 tests', '..', ended(2), '', 'exit 0', '']],
  ['fewer tests than it counts', ['running 2 tests', 'test a ... ok', ended(2), '', 'exit 0', '']],
  ['more tests than it counts', ['running 1 test', 'test a ... ok', 'test b ... ok', ended(1), '', 'exit 0', '']],
  ['no end', ['running 1 test', 'test a ... ok', ended(1)]],
])('takes no result from a report with %s', ([, lines]) => {
  expect(parseCargoTestOutput(['target src', ...lines].join('\n'))).toBeNull();
});

test('takes no result from output in which tests of the documentation are missing', () => {
  const lines = ['running 2 tests', 'test src/lib.rs - add (line 3) ... ok', ended(2)];

  expect(parseCargoDocTests(lines.join('\n'))).toBeNull();
});

test('tells tests of one item apart by their order in the file, whichever ended first', () => {
  const lines = (...tests: readonly string[]) => ['running 2 tests', ...tests, ended(1, 1)].join('\n');
  const first = 'test src/lib.rs - add (line 9) ... ok';
  const second = 'test src/lib.rs - add (line 10) - compile fail ... FAILED';

  const tests = parseCargoDocTests(lines(first, second));

  expect(tests?.map(({ status }) => status)).toEqual(['passed', 'failed']);
  expect(parseCargoDocTests(lines(second, first))).toEqual(tests);
});

async function recording(name: string): Promise<string> {
  return await readFile(new URL(`../../fixtures/runner-output/cargo-1.95-${name}.txt`, import.meta.url), 'utf8');
}
