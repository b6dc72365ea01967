import { askGit } from './ask-git.ts';
import type { GitDeps } from './git-call.ts';
import type { Mirror } from './open-mirror.ts';
import { parseRawDiff, type RawEntry } from './raw-diff.ts';
import { readBlobs, unreadable } from './read-blobs.ts';

export type CommitRange = {
  readonly mirror: Pick<Mirror, 'directory'>;
  readonly sha: string;
  /** All that the commit must have, in their order. What it does is told as against the first. */
  readonly parents: readonly string[];
  readonly maxFiles: number;
  /** Of all that the commit writes, together. */
  readonly maxBytes: number;
};

/** A commit as it would have to be made once more elsewhere. */
export type CommitContents = {
  readonly tree: string;
  readonly baseTree: string;
  readonly message: string;
  readonly files: readonly CommittedFile[];
};

export type CommittedFile = {
  readonly path: string;
  readonly mode: '100644' | '100755';
  /** `null`: the commit deletes it. */
  readonly bytes: Uint8Array | null;
};

/** What a commit of the mirror adds to its first parent; `null` when that is more than the limits, or more than plain files. */
export async function readCommitContents(
  deps: GitDeps,
  range: CommitRange,
  signal: AbortSignal,
): Promise<CommitContents | null> {
  const { mirror, sha, parents } = range;
  const { directory } = mirror;
  const [first = ''] = parents;
  const ask = (...args: readonly string[]) => askGit(deps, { directory, args }, signal);
  const head = parseCommit((await ask('cat-file', 'commit', sha)).toString('utf8'));
  if (head.parents.join() !== parents.join()) throw unreadable(`${sha} does not follow ${parents.join(' and ')} alone`);
  const diff = await ask('diff-tree', '-r', '-z', '--raw', '--no-renames', '--no-abbrev', first, sha);
  const entries = parseRawDiff(diff) ?? [];
  if (entries.length === 0 || entries.length > range.maxFiles || !entries.every(isPlain)) return null;
  const ids = entries.flatMap(({ status, newId }) => (status === 'D' ? [] : [newId]));
  const blobs = await readBlobs(deps, { directory, ids, maxBytes: range.maxBytes }, signal);
  if (blobs === null) return null;
  const baseTree = (await ask('rev-parse', '--verify', `${first}^{tree}`)).toString('latin1').trim();
  return { tree: head.tree, message: head.message, baseTree, files: entries.map((entry) => toFile(entry, blobs)) };
}

function parseCommit(text: string) {
  const split = text.indexOf('\n\n');
  const lines = text.slice(0, split).split('\n');
  const all = (name: string) =>
    lines.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));
  return { tree: all('tree')[0] ?? '', parents: all('parent'), message: text.slice(split + 2) };
}

function isPlain(entry: RawEntry): boolean {
  return isFileMode(modeOf(entry));
}

/** A deleted file has only the mode it had. */
function modeOf({ status, oldMode, newMode }: RawEntry): string {
  return status === 'D' ? oldMode : newMode;
}

function isFileMode(mode: string): mode is CommittedFile['mode'] {
  return mode === '100644' || mode === '100755';
}

function toFile(entry: RawEntry, blobs: ReadonlyMap<string, Buffer>): CommittedFile {
  const path = Buffer.from(entry.rawPath, 'latin1').toString('utf8');
  const mode = modeOf(entry);
  const bytes = entry.status === 'D' ? null : blobs.get(entry.newId);
  if (bytes === undefined || !isFileMode(mode)) throw unreadable(`the content of ${path} is missing`);
  return { path, mode, bytes };
}
