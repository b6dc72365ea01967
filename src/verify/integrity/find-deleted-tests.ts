import type { IntegrityFinding } from '../suite.ts';
import { isSnapshotPath } from './is-snapshot-path.ts';
import type { TestChange, TestPair } from './pair-tests.ts';

/** Tests that are nowhere any more, and files of tests that hold nothing any more. */
export function findDeletedTests(
  changes: readonly TestChange[],
  pairs: readonly TestPair[],
): readonly IntegrityFinding[] {
  const lost = Map.groupBy(
    pairs.filter(({ before, after }) => before !== null && before.title !== null && after === null),
    ({ path }) => path,
  );
  const kept = new Set(changes.map(({ after }) => after));
  return changes.flatMap((change): readonly IntegrityFinding[] => {
    const { path, was, is } = change;
    const titles = (lost.get(path) ?? []).flatMap(({ before }) => before?.title ?? []);
    if (titles.length > 0) return [{ kind: 'test-deleted', path, detail: `no longer contains ${quoted(titles)}` }];
    const hadTests = was.parts.some(({ title }) => title !== null);
    const isGoneWhole = is.isEmpty && !was.isEmpty && !hadTests && !kept.has(change.before) && !isSnapshotPath(path);
    return isGoneWhole ? [{ kind: 'test-deleted', path, detail: 'was deleted or emptied' }] : [];
  });
}

function quoted(titles: readonly string[]): string {
  const shown = titles.slice(0, 5).map((title) => `"${title.slice(0, 120)}"`);
  const more = titles.length > shown.length ? ` and ${titles.length - shown.length} more` : '';
  return `${shown.length === 1 ? 'the test' : 'the tests'} ${shown.join(', ')}${more}`;
}
