import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { parseResults, type Told } from '../../../src/verify/parse-results.ts';
import type { Runner } from '../../../src/verify/suite.ts';

const math = 'test/math.test.js';
const common = [
  `passed ${math} > adds`,
  `failed ${math} > fails`,
  `passed ${math} > same title`,
  `failed ${math} > same title (2)`,
  `skipped ${math} > is skipped`,
  `skipped ${math} > is to do`,
];
const nested = [`passed ${math} > outer > inner > deep > passes`, `failed ${math} > outer > inner > deep > breaks`];
const jestLike = [
  ...common,
  `passed ${math} > fails as expected`,
  ...nested,
  `skipped ${math} > skipped suite > never runs`,
  `passed ${math} > each 1 2`,
  `passed ${math} > each 3 4`,
  'failed test/broken.test.js',
  'failed test/empty.test.js',
];
const mocha = [
  ...common,
  ...nested,
  `skipped ${math} > skipped suite > never runs`,
  `failed ${math} > hook > never reached`,
  `failed ${math} > each > blamed`,
];
const ava = [
  'failed test/broken.test.js',
  'failed test/empty.test.js',
  'failed test/exits.test.js > exits',
  'failed test/exits.test.js > passes first',
  'failed test/hooks.test.js > beforeEach hook for in a hook',
  'failed test/hooks.test.js > in a hook',
  `passed ${math} > adds`,
  `failed ${math} > fails`,
  `skipped ${math} > is skipped`,
  `passed ${math} > fails as expected`,
  `passed ${math} > outer > inner`,
  `skipped ${math} > is to do`,
];
/** Until AVA 4, a test that was declared before its file broke was run. */
const olderAva = [...ava, 'passed test/broken.test.js > never'];
const nodeTest = [
  'failed test/broken.test.js',
  'passed test/exit.test.js > fine',
  'failed test/exit.test.js',
  ...common,
  `skipped ${math} > todo that fails`,
  ...nested,
  `skipped ${math} > outer > skips`,
  `passed ${math} > parent > child passes`,
  `failed ${math} > parent > child fails`,
  `failed ${math} > parent`,
  `passed ${math} > hook > a`,
];

const tap = [
  'failed test/broken.js',
  'passed test/flat.js > flat',
  'passed test/math.js > adds > sums',
  'passed test/math.js > adds > should be equal',
  'failed test/math.js > fails > differs',
  'passed test/math.js > fails > goes on # really',
  'passed test/math.js > same title > fine',
  'failed test/math.js > same title > bad',
  'skipped test/math.js > is skipped',
  'skipped test/math.js > is to do',
  'failed test/math.js > outer > inner > breaks',
  'passed test/math.js > outer > inner > passes',
];
const tape = [
  'passed adds > sums',
  'passed adds > should be strictly equal',
  'failed fails > differs',
  'passed fails > goes on',
  'passed same title > fine',
  'failed same title > bad',
  'skipped is to do > never',
  'skipped skips a point > later',
  'skipped skips a point > x',
  'failed inner > breaks',
  'passed never ends > one',
  'failed never ends > plan != count',
];
const surefire = [
  'passed com.example.MathTest > adds',
  'failed com.example.MathTest > fails',
  'failed com.example.MathTest > throwsSomething',
  'skipped com.example.MathTest > waits',
  'passed com.example.MathTest > each(String)[1]',
  'failed com.example.MathTest > each(String)[2]',
  'passed com.example.MathTest > passesTheSecondTime',
  'passed com.example.MathTest$Inner > deep',
];
const gradle = [
  'passed com.example.MathTest > adds',
  'failed com.example.MathTest > fails',
  'failed com.example.MathTest > throws',
  'skipped com.example.MathTest > waits',
];

const recordings: readonly (readonly [string, Runner, readonly string[]])[] = [
  ['vitest-5.json', 'vitest', jestLike],
  ['vitest-3.json', 'vitest', jestLike],
  ['vitest-2.json', 'vitest', jestLike],
  ['jest-30.json', 'jest', jestLike],
  ['jest-29.json', 'jest', jestLike],
  ['mocha-11.jsonl', 'mocha', mocha],
  ['mocha-10.jsonl', 'mocha', mocha],
  ['mocha-8.jsonl', 'mocha', mocha],
  ['ava-7.jsonl', 'ava', ava],
  ['ava-4.jsonl', 'ava', olderAva],
  ['ava-3.jsonl', 'ava', olderAva],
  ['tap-16.tap', 'tap', tap],
  ['tap-21.tap', 'tap', tap],
  ['tape-5.tap', 'tap', tape],
  ['surefire-3.5-math.xml', 'junit', surefire],
  ['surefire-3.5-broken.xml', 'junit', ['failed com.example.BrokenTest']],
  ['gradle-8.xml', 'junit', gradle],
  ['node-test-24.jsonl', 'node-test', nodeTest],
  ['node-test-22.jsonl', 'node-test', nodeTest],
  ['node-test-20.jsonl', 'node-test', nodeTest],
];

test.for(recordings)('reads every test out of %s', async ([name, runner, expected]) => {
  const results = parseResults(runner, told(await recording(name)), '/workspace');

  expect(results?.map(({ id, status }) => `${status} ${id}`).sort()).toEqual(expected.toSorted());
});

test.for<readonly [string, Runner]>([
  ['vitest-5-none.json', 'vitest'],
  ['jest-30-none.json', 'jest'],
  ['mocha-11-none.jsonl', 'mocha'],
  ['ava-7-none.jsonl', 'ava'],
  ['node-test-24-none.jsonl', 'node-test'],
])('tells a run that collected nothing (%s) from a run that reported nothing', async ([name, runner]) => {
  expect(parseResults(runner, told(await recording(name)), '/workspace')).toEqual([]);
  expect(parseResults(runner, told(), '/workspace')).toBeNull();
});

const noSuite = '<?xml version="1.0"?><testsuites><testsuite name="s" tests="0" failures="0" errors="0"/></testsuites>';

test.for<readonly [Runner, { readonly reports: readonly string[]; readonly stdout: string }]>([
  ['pytest', { reports: [''], stdout: 'collected 0 items\n' }],
  ['junit', { reports: [noSuite], stdout: '' }],
  [
    'cargo-test',
    { reports: [], stdout: '\nrunning 0 tests\n\ntest result: ok. 0 passed; 0 failed; 0 ignored; 0 measured\n' },
  ],
  ['tap', { reports: ['TAP version 13\n1..0\n'], stdout: '' }],
])('a run of %s that collected nothing has no tests', ([runner, ran]) => {
  expect(parseResults(runner, ran, '/workspace')).toEqual([]);
});

test('numbers equal tests over all reports, in the order of the reports', () => {
  const line = (status: string) => JSON.stringify({ file: '/workspace/a.js', titles: ['same'], status });

  const results = parseResults('mocha', told(line('passed'), line('failed')), '/workspace');

  expect(results).toEqual([
    { id: 'a.js > same', status: 'passed' },
    { id: 'a.js > same (2)', status: 'failed' },
  ]);
});

test('keeps an id to one line of bounded length', () => {
  const line = JSON.stringify({ file: '/workspace/a.js', titles: ['one\ntwo', 'x'.repeat(9000)], status: 'passed' });

  const [result] = parseResults('mocha', told(line), '/workspace') ?? [];

  expect(result?.id).toMatch(/^a\.js > one two > x+$/);
  expect(result?.id).toHaveLength(500);
});

test.for<readonly [string, Runner, string]>([
  ['half a report', 'vitest', '{"testResults":[{"name":"/workspace/a.test'],
  ['another shape', 'jest', '{"testResults":{"length":1}}'],
  ['a line that is cut off', 'mocha', '{"file":"a","titles":["x"],"status":"passed"}\n{"file":"a","ti'],
  ['a status nobody knows', 'mocha', '{"file":"a","titles":["x"],"status":"great"}'],
  [
    'absurd nesting',
    'node-test',
    '{"type":"test:pass","kind":"test","file":"a","name":"x","nesting":1e9,"isSkipped":false}',
  ],
  ['a number', 'node-test', '7'],
])('takes no result from %s', ([, runner, text]) => {
  expect(parseResults(runner, told(text), '/workspace')).toBeNull();
});

function told(...reports: readonly string[]): Told {
  return { reports, stdout: '' };
}

async function recording(name: string): Promise<string> {
  return await readFile(new URL(`../../fixtures/runner-output/${name}`, import.meta.url), 'utf8');
}
