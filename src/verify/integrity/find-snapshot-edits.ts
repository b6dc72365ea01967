import type { ChangedText } from '../changed-text.ts';
import { isTestPath } from '../is-test-path.ts';
import type { IntegrityFinding } from '../suite.ts';
import { isSnapshotPath } from './is-snapshot-path.ts';
import { without } from './without.ts';

/** Recorded expectations that were changed or are gone. A snapshot that only grew has forgotten nothing. */
export function findSnapshotEdits(changes: readonly ChangedText[]): readonly IntegrityFinding[] {
  const arrived = new Set(changes.filter(({ before }) => before === null).map(({ after }) => after));
  const edited = changes.filter(
    (change) => isSnapshotPath(change.path) && !arrived.has(change.before) && lostLines(change) > 0,
  );
  const [first] = edited;
  if (first === undefined) return [];
  if (changes.every(({ path }) => isSnapshotPath(path)))
    return [{ kind: 'snapshots-only', path: first.path, detail: `changes ${what(edited)} and nothing else` }];
  return [
    ...edited.flatMap((change) => findDeletedSnapshot(change, changes)),
    { kind: 'snapshots-changed', path: first.path, detail: `changes ${what(edited)}` },
  ];
}

function lostLines({ before, after }: ChangedText): number {
  if (before === null) return 0;
  return without(lines(before), lines(after ?? ''), (line) => line).length;
}

function lines(text: string): readonly string[] {
  return text.split('\n').filter((line) => !/^\s*$|^(?:\/\/|#)/.test(line));
}

function what(edited: readonly ChangedText[]): string {
  const count = edited.reduce((sum, change) => sum + lostLines(change), 0);
  const files = edited.length === 1 ? 'a recorded expectation' : `recorded expectations in ${edited.length} files`;
  return `${files} (${count} ${count === 1 ? 'line' : 'lines'} of what they held)`;
}

/** Without its snapshot, a test that was not touched records what the code does now, and passes. */
function findDeletedSnapshot(
  { path, after }: ChangedText,
  changes: readonly ChangedText[],
): readonly IntegrityFinding[] {
  if (after !== null || !/(?:^|\/)__\w*snapshots__\//.test(path)) return [];
  const source = path
    .replace(/(?:^|\/)__\w*snapshots__\//, '/')
    .replace(/^\//, '')
    .replace(/\.\w+$/, '');
  const hasTestChange = changes.some(
    (change) => change.path.startsWith(source) && isTestPath(change.path) && !isSnapshotPath(change.path),
  );
  if (hasTestChange) return [];
  return [{ kind: 'test-deleted', path, detail: 'was deleted, so that its tests record anew what the code does' }];
}
