import { parseJestReport } from './parse-jest-report.ts';
import { parseMochaLines } from './parse-mocha-lines.ts';
import { parseNodeTestLines } from './parse-node-test-lines.ts';
import type { ReportedTest } from './reported-test.ts';
import type { Runner, TestResult } from './suite.ts';

const parsers: Readonly<Record<Runner, (text: string) => readonly ReportedTest[] | null>> = {
  vitest: parseJestReport,
  jest: parseJestReport,
  mocha: parseMochaLines,
  pytest: parseMochaLines,
  'node-test': parseNodeTestLines,
  'exit-code': () => null,
};

/**
 * The results of every report the probe wrote, in the order they were written; `null` when one is missing or makes no sense.
 * Tests with equal titles are numbered in that order. `root` is the checkout, so that ids name files as the repository does.
 */
export function parseResults(runner: Runner, reports: readonly string[], root: string): readonly TestResult[] | null {
  const parsed = reports.map(parsers[runner]);
  if (parsed.length === 0 || parsed.includes(null)) return null;
  return numberDuplicates(parsed.flatMap((tests) => tests ?? []).map((test) => toResult(test, root)));
}

function toResult(test: ReportedTest, root: string): TestResult {
  const file = test.file.startsWith(`${root}/`) ? test.file.slice(root.length + 1) : test.file;
  const parts = [file, ...test.titles].map((part) => part.replaceAll(/\s+/g, ' ').trim());
  return {
    id: parts
      .filter((part) => part !== '')
      .join(' > ')
      .slice(0, 500),
    status: test.status,
  };
}

function numberDuplicates(results: readonly TestResult[]): readonly TestResult[] {
  const seen = new Map<string, number>();
  return results.map(({ id, status }) => {
    const count = (seen.get(id) ?? 0) + 1;
    seen.set(id, count);
    return { id: count === 1 ? id : `${id} (${count})`, status };
  });
}
