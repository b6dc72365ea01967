import type { FileCoverage } from '../verify/file-coverage.ts';
import { codeSpan } from './code-span.ts';
import { formatLines } from './format-lines.ts';
import { listCapped } from './list-capped.ts';
import { shownItems } from './shown-items.ts';

/** How many of the changed lines the tests executed and, unless the reader finds them elsewhere, where those are that they did not. */
export function renderCoverage(coverage: readonly FileCoverage[] | null, places: 'listed' | 'counted'): string {
  const count = (lines: (file: FileCoverage) => readonly number[]) =>
    (coverage ?? []).reduce((sum, file) => sum + lines(file).length, 0);
  const covered = count((file) => file.covered);
  const total = covered + count((file) => file.uncovered);
  if (coverage === null || total === 0) return '';
  const missed = places === 'counted' ? [] : coverage.filter(({ uncovered }) => uncovered.length > 0);
  const list = listCapped(
    missed,
    shownItems,
    ({ path, uncovered }) => `not executed: ${codeSpan(path)} ${formatLines(uncovered)}`,
  );
  return [`**Changed lines that the tests executed: ${covered} of ${total}**`, list]
    .filter((block) => block !== '')
    .join('\n\n');
}
