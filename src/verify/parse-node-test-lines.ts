import { z } from 'zod';
import { parseJsonLines } from './parse-json-lines.ts';
import type { ReportedTest } from './reported-test.ts';
import type { TestResult } from './suite.ts';

const lineSchema = z.object({
  type: z.enum(['test:pass', 'test:fail']),
  kind: z.string(),
  file: z.string(),
  name: z.string(),
  nesting: z.int().min(0).max(100),
  isSkipped: z.boolean(),
});
type Line = z.infer<typeof lineSchema>;

/**
 * Reads what `probe/node-test-reporter.mjs` wrote. A test is reported after the tests inside it, so lines are read
 * backwards: then every test finds its parents already named. Suites only name; their tests carry their failures.
 */
export function parseNodeTestLines(text: string): readonly ReportedTest[] | null {
  const lines = parseJsonLines(text, lineSchema);
  if (lines === null) return null;
  const tests: ReportedTest[] = [];
  const path: string[] = [];
  for (const line of lines.toReversed()) {
    path.length = Math.min(path.length, line.nesting);
    path.push(line.name);
    if (line.kind !== 'suite') tests.push(toTest(line, [...path]));
  }
  return tests.reverse();
}

function toTest(line: Line, titles: readonly string[]): ReportedTest {
  return { file: line.file, titles: isFileItself(line) ? [] : titles, status: statusOf(line) };
}

/** node:test reports a file that failed outside its tests as a test named after the file. */
function isFileItself(line: Line): boolean {
  return line.nesting === 0 && (line.file === line.name || line.file.endsWith(`/${line.name}`));
}

/** A test to do may fail without failing the run, so it counts as not run. */
function statusOf(line: Line): TestResult['status'] {
  if (line.isSkipped) return 'skipped';
  return line.type === 'test:pass' ? 'passed' : 'failed';
}
