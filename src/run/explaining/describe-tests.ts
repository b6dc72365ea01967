import { codeSpan } from '../../report/code-span.ts';
import { formatLines } from '../../report/format-lines.ts';
import { listCapped } from '../../report/list-capped.ts';
import type { Evidence } from './read-evidence.ts';

/** What the tests have to do with lines of a file, by what was measured. */
export function describeTests(evidence: Evidence, path: string, lines: readonly number[]): string {
  const sentences = [coverageOf(evidence, path, lines), ...noticedBy(evidence, path, lines)];
  return `**Tests:** ${sentences.join('\n\n')}`;
}

function coverageOf({ coverage }: Evidence, path: string, lines: readonly number[]): string {
  const counted = coverage?.find((file) => file.path === path);
  if (counted === undefined) return 'Which lines of this file they execute was not counted.';
  const isHere = (line: number) => lines.includes(line);
  const [covered, uncovered] = [counted.covered.filter(isHere), counted.uncovered.filter(isHere)];
  if (covered.length + uncovered.length === 0) return 'There is nothing to execute here.';
  return [
    covered.length > 0 ? `They executed ${formatLines(covered)}.` : '',
    uncovered.length > 0 ? `They did not execute ${formatLines(uncovered)}, or only in part.` : '',
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}

function noticedBy({ touch }: Evidence, path: string, lines: readonly number[]): readonly string[] {
  const hunks = (touch ?? []).filter(
    (hunk) => hunk.path === path && lines.some((line) => line >= hunk.from && line <= hunk.to),
  );
  return hunks.slice(0, 3).map(({ from, to, noticed, tests }) => {
    const where = `Lines ${from}–${to}, taken back alone,`;
    if (tests.length === 0)
      return noticed === 'no' ? `${where} are missed by no test.` : `${where} could not be tried.`;
    return `${where} make these fail:\n\n${listCapped(tests, 10, (test) => codeSpan(test))}`;
  });
}
