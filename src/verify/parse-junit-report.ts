import { parseXml, type XmlElement } from './parse-xml.ts';
import type { ReportedTest } from './reported-test.ts';
import type { TestResult } from './suite.ts';

/** Reads a report as Surefire, Failsafe and Gradle write it, one for each class; `null` when it is none. */
export function parseJunitReport(text: string): readonly ReportedTest[] | null {
  const root = parseXml(text);
  if (root === null || (root.name !== 'testsuite' && root.name !== 'testsuites')) return null;
  return suitesIn(root).flatMap((suite) =>
    suite.children.filter(({ name }) => name === 'testcase').map((test) => toTest(test, suite)),
  );
}

function suitesIn(element: XmlElement): readonly XmlElement[] {
  const inner = element.children.flatMap(suitesIn);
  return element.name === 'testsuite' ? [element, ...inner] : inner;
}

/** A test without a name stands for its class, such as when what is done before all its tests failed. */
function toTest(test: XmlElement, suite: XmlElement): ReportedTest {
  const file = test.attributes.get('classname') ?? suite.attributes.get('name') ?? '';
  const name = test.attributes.get('name') ?? '';
  return { file, titles: name === '' || name === file ? [] : [name], status: statusOf(test) };
}

/** What failed at first and passed when it was run again has a `flakyFailure`, and passed. */
function statusOf({ children }: XmlElement): TestResult['status'] {
  const names = children.map(({ name }) => name);
  if (names.includes('failure') || names.includes('error')) return 'failed';
  return names.includes('skipped') ? 'skipped' : 'passed';
}
