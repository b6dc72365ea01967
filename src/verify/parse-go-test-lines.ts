import type { ReportedTest } from './reported-test.ts';
import type { TestResult } from './suite.ts';

/**
 * Reads what `probe/go-test-exec.sh` kept of one package's test program; `null` when it was cut off. A test may have printed
 * half a line before its result is told. A test that was begun and never ended broke its program off, and so failed.
 */
export function parseGoTestLines(text: string): readonly ReportedTest[] | null {
  const lines = text.split('\n').map((line) => line.slice(0, maxLineLength));
  const file = /^package (.+)$/.exec(lines[0] ?? '')?.[1];
  const exit = /^exit (\d{1,3})$/.exec(lines.at(-2) ?? '')?.[1];
  if (file === undefined || exit === undefined) return null;
  const tests = testsIn(lines.slice(1, -2)).map(({ name, status }) => ({ file, titles: name.split('/'), status }));
  const failedByItself = exit !== '0' && tests.every((test) => test.status !== 'failed');
  return failedByItself ? [...tests, { file, titles: [], status: 'failed' }] : tests;
}

/** Packages whose tests could not be built, or made ready to be: of them only `go test` itself tells. */
export function parseGoTestOutput(stdout: string): readonly ReportedTest[] {
  return [...stdout.matchAll(/^FAIL\t(\S{1,500})(?: \[[^\]\n]{0,500}\])? \[(?:build|setup) failed\]$/gm)].map(
    ([, file = '']) => ({ file, titles: [], status: 'failed' as const }),
  );
}

const maxLineLength = 2000;
const statuses = { PASS: 'passed', FAIL: 'failed', SKIP: 'skipped' } as const;

type Running = { readonly name: string; status: TestResult['status'] };

/** With `-count`, a name runs again after it has ended. */
function testsIn(lines: readonly string[]): readonly Running[] {
  const tests: Running[] = [];
  const running = new Map<string, Running>();
  for (const line of lines) {
    const begun = /=== RUN {1,10}(\S+)$/.exec(line)?.[1];
    if (begun !== undefined) running.set(begun, addTo(tests, begun));
    const [, word, name = ''] = /--- (PASS|FAIL|SKIP): (\S+) \(\d{1,10}\.\d\ds\)$/.exec(line) ?? [];
    const ended = running.get(name);
    if (ended === undefined || !isWord(word)) continue;
    ended.status = statuses[word];
    running.delete(name);
  }
  return tests;
}

function addTo(tests: Running[], name: string): Running {
  const test: Running = { name, status: 'failed' };
  tests.push(test);
  return test;
}

function isWord(word: string | undefined): word is keyof typeof statuses {
  return word !== undefined && Object.hasOwn(statuses, word);
}
