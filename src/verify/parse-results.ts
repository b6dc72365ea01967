import { parseCargoDocTests, parseCargoTestOutput } from './parse-cargo-test-output.ts';
import { parseGoTestLines, parseGoTestOutput } from './parse-go-test-lines.ts';
import { parseJestReport } from './parse-jest-report.ts';
import { parseJunitReport } from './parse-junit-report.ts';
import { parseMochaLines } from './parse-mocha-lines.ts';
import { parseNodeTestLines } from './parse-node-test-lines.ts';
import { parseTap } from './parse-tap.ts';
import type { ReportedTest } from './reported-test.ts';
import type { Runner, TestResult } from './suite.ts';

const parsers: Readonly<Record<Runner, (text: string) => readonly ReportedTest[] | null>> = {
  vitest: parseJestReport,
  jest: parseJestReport,
  mocha: parseMochaLines,
  ava: parseMochaLines,
  pytest: parseMochaLines,
  'node-test': parseNodeTestLines,
  tap: parseTap,
  'go-test': parseGoTestLines,
  'cargo-test': parseCargoTestOutput,
  junit: parseJunitReport,
  'exit-code': () => null,
};

/** What a test command told: the reports that were kept of it, in the order they were written, and what it printed. */
export type Told = { readonly reports: readonly string[]; readonly stdout: string };

/**
 * The results of all reports; `null` when there is none, or one makes no sense. Tests with equal titles are numbered in their
 * order. `root` is the checkout, so that ids name files as the repository does.
 */
export function parseResults(runner: Runner, told: Told, root: string): readonly TestResult[] | null {
  const parsed = [...told.reports.map(parsers[runner]), ...printed(runner, told.stdout)];
  if (parsed.length === 0 || parsed.includes(null)) return null;
  return numberDuplicates(parsed.flatMap((tests) => tests ?? []).map((test) => toResult(test, root)));
}

/** What no report tells, because no test program was started for it. */
function printed(runner: Runner, stdout: string): readonly (readonly ReportedTest[] | null)[] {
  if (runner === 'cargo-test' && /^running \d/m.test(stdout)) return [parseCargoDocTests(stdout)];
  if (runner === 'go-test' && /\[(?:no test files|build failed|setup failed)\]$/m.test(stdout))
    return [parseGoTestOutput(stdout)];
  return [];
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
