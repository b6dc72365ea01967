import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parseGoTestLines, parseGoTestOutput } from '../../../src/verify/parse-go-test-lines.ts';
import { parseResults } from '../../../src/verify/parse-results.ts';

const sample = 'example.test/sample';
const root = [
  `passed ${sample} > TestPasses`,
  `failed ${sample} > TestFails`,
  `skipped ${sample} > TestSkips`,
  `passed ${sample} > TestHalfALine`,
  `failed ${sample} > TestNested`,
  `passed ${sample} > TestNested > inner_one`,
  `passed ${sample} > TestNested > inner_one > deep`,
  `failed ${sample} > TestNested > inner_two`,
  `passed ${sample} > TestNested > same`,
  `passed ${sample} > TestNested > same#01`,
  `passed ${sample} > TestBesideA`,
  `failed ${sample} > TestBesideB`,
  `passed ${sample} > ExampleHello`,
];

test.for<readonly [string, readonly string[]]>([
  ['root', root],
  ['sub', [`passed ${sample}/sub > TestSub`]],
  ['crash', [`passed ${sample}/crash > TestFine`, `failed ${sample}/crash > TestCrashes`]],
  ['stop', []],
])('reads every test of the package %s', async ([name, expected]) => {
  const results = parseResults('go-test', { reports: [await recording(name)], stdout: '' }, '/workspace');

  expect(results?.map(({ id, status }) => `${status} ${id}`)).toEqual(expected);
});

test('a package that cannot be built has failed', async () => {
  const stdout = await recording('stdout');

  expect(parseGoTestOutput(stdout)).toEqual([{ file: `${sample}/broken`, titles: [], status: 'failed' }]);
});

test('tells a module without tests from one whose tests nobody saw', () => {
  const none = '?   \texample.test/sample\t[no test files]\n';

  expect(parseResults('go-test', { reports: [], stdout: none }, '/workspace')).toEqual([]);
  expect(parseResults('go-test', { reports: [], stdout: 'ok  \ta\t0.1s\n' }, '/workspace')).toBeNull();
});

test.for<readonly [string, string, readonly string[]]>([
  ['was never begun', '--- PASS: TestForged (0.00s)\nexit 0\n', []],
  ['was begun and never ended', '=== RUN   TestA\nexit 2\n', ['failed TestA']],
  ['ended in the middle of a line', '=== RUN   TestA\nword--- PASS: TestA (0.00s)\nexit 0\n', ['passed TestA']],
  [
    'ran twice',
    '=== RUN   TestA\n--- PASS: TestA (0.00s)\n=== RUN   TestA\n--- FAIL: TestA (0.00s)\nexit 1\n',
    ['passed TestA', 'failed TestA'],
  ],
  [
    'says itself that it passed before it fails',
    '=== RUN   TestA\n--- PASS: TestA (0.00s)\n--- FAIL: TestA (0.00s)\nexit 1\n',
    ['failed TestA'],
  ],
  [
    'another one says of that it passed after it failed',
    '=== RUN   TestA\n--- FAIL: TestA (0.00s)\n--- PASS: TestA (0.00s)\nexit 1\n',
    ['failed TestA'],
  ],
  ['left its program before any test', 'exit 3\n', ['failed ']],
])('reads a test that %s', ([, text, expected]) => {
  const tests = parseGoTestLines(`package a\n${text}`);

  expect(tests?.map(({ titles, status }) => `${status} ${titles.join()}`)).toEqual(expected);
});

test.for([
  ['no package', '=== RUN   TestA\n--- PASS: TestA (0.00s)\nexit 0\n'],
  ['no end', 'package a\n=== RUN   TestA\n--- PASS: TestA (0.00s)\n'],
  ['half an end', 'package a\nexit 0'],
  ['nothing', ''],
] as const)('takes no result from a report with %s', ([, text]) => {
  expect(parseGoTestLines(text)).toBeNull();
});

async function recording(name: string): Promise<string> {
  return await readFile(new URL(`../../fixtures/runner-output/go-1.19-${name}.txt`, import.meta.url), 'utf8');
}
