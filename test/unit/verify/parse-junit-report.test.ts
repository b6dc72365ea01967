import { expect, test } from 'vitest';
import { parseJunitReport } from '../../../src/verify/parse-junit-report.ts';

test.for<readonly [string, string]>([
  ['what was done before all its tests failed', '<testcase name="" classname="a.B"><error/></testcase>'],
  ['it is named as a test', '<testcase name="a.B" classname="a.B"><failure/></testcase>'],
])('a class has failed when %s', ([, testcase]) => {
  const tests = parseJunitReport(`<testsuites><testsuite name="a.B">${testcase}</testsuite></testsuites>`);

  expect(tests).toEqual([{ file: 'a.B', titles: [], status: 'failed' }]);
});

test.for([
  ['is cut off', '<testsuite><testcase name="a" classname="B"/>'],
  ['is something else', '<html></html>'],
  ['is empty', ''],
  ['has a document type', '<!DOCTYPE testsuite [<!ENTITY a "b">]><testsuite name="&a;"/>'],
] as const)('takes no result from a report that %s', ([, text]) => {
  expect(parseJunitReport(text)).toBeNull();
});
