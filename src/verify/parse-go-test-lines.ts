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
  const tests = testsIn(lines.slice(1, -2)).map((test) => ({
    file,
    titles: test.name.split('/'),
    status: statusOf(test),
  }));
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

type Begun = { readonly name: string; readonly results: TestResult['status'][] };

/** With `-count`, a name is begun again after it has ended. */
function testsIn(lines: readonly string[]): readonly Begun[] {
  const tests: Begun[] = [];
  const latest = new Map<string, Begun>();
  for (const line of lines) {
    const name = /=== RUN {1,10}(\S+)$/.exec(line)?.[1];
    if (name !== undefined) {
      const test: Begun = { name, results: [] };
      tests.push(test);
      latest.set(name, test);
    }
    const [, word, ended = ''] = /--- (PASS|FAIL|SKIP): (\S+) \(\d{1,10}\.\d\ds\)$/.exec(line) ?? [];
    if (isWord(word)) latest.get(ended)?.results.push(statuses[word]);
  }
  return tests;
}

/** A failure counts whatever else was printed of the test: a line can be forged, and the last one is not always the true one. */
function statusOf({ results }: Begun): TestResult['status'] {
  return results.includes('failed') ? 'failed' : (results[0] ?? 'failed');
}

function isWord(word: string | undefined): word is keyof typeof statuses {
  return word !== undefined && Object.hasOwn(statuses, word);
}
