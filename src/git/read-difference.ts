import { askGit } from './ask-git.ts';
import type { Change, ChangeEntry } from './change.ts';
import type { GitDeps } from './git-call.ts';
import type { Mirror } from './open-mirror.ts';
import { parseRawDiff, type RawEntry } from './raw-diff.ts';
import { readBlobs, unreadable } from './read-blobs.ts';

export type Difference = {
  readonly change: Change;
  /** Links, submodules, and names that are no text: they are in the commit, and nothing is read or judged of them. */
  readonly unread: readonly string[];
};

export type DifferenceRange = {
  readonly mirror: Pick<Mirror, 'directory' | 'baseSha'>;
  readonly head: string;
  readonly maxFiles: number;
  readonly maxBytes: number;
};

/**
 * All in which a commit of the mirror differs from the base, whoever made it: nothing is refused here, since people may commit what
 * an agent may not. `null` when it is more than the limits.
 */
export async function readDifference(
  deps: GitDeps,
  range: DifferenceRange,
  signal: AbortSignal,
): Promise<Difference | null> {
  const { directory, baseSha } = range.mirror;
  const args = ['diff-tree', '-r', '-z', '--raw', '--no-renames', '--no-abbrev', baseSha, range.head];
  const raw = parseRawDiff(await askGit(deps, { directory, args }, signal));
  if (raw === null) throw unreadable('what it changes cannot be listed');
  if (raw.length > range.maxFiles) return null;
  const plain = raw.filter(isPlain);
  const ids = plain.flatMap(({ status, newId }) => (status === 'D' ? [] : [newId]));
  const blobs = await readBlobs(deps, { directory, ids, maxBytes: range.maxBytes }, signal);
  if (blobs === null) return null;
  return {
    change: { baseSha, entries: plain.map((entry) => toEntry(entry, blobs)) },
    unread: raw.filter((entry) => !isPlain(entry)).map(pathOf),
  };
}

/** A file after it, or a file before it that is gone. */
function isPlain(entry: RawEntry): boolean {
  const mode = entry.status === 'D' ? entry.oldMode : entry.newMode;
  return isFileMode(mode) && Buffer.from(pathOf(entry), 'utf8').equals(Buffer.from(entry.rawPath, 'latin1'));
}

function isFileMode(mode: string): mode is '100644' | '100755' {
  return mode === '100644' || mode === '100755';
}

function pathOf({ rawPath }: RawEntry): string {
  return Buffer.from(rawPath, 'latin1').toString('utf8');
}

function toEntry(entry: RawEntry, blobs: ReadonlyMap<string, Buffer>): ChangeEntry {
  const { status, oldMode, newMode: mode, newId: blob } = entry;
  const path = pathOf(entry);
  if (status === 'D') return { kind: 'delete', status: 'deleted', path };
  const bytes = blobs.get(blob);
  if (bytes === undefined || !isFileMode(mode)) throw unreadable(`the content of ${path} is missing`);
  // What was a link before is a new file for whoever reads it.
  return { kind: 'write', status: isFileMode(oldMode) ? 'modified' : 'added', path, mode, blob, bytes };
}
