import { askGit } from './ask-git.ts';
import type { GitDeps } from './git-call.ts';
import { GitFault } from './git-fault.ts';
import type { Mirror } from './open-mirror.ts';
import { parseRawDiff, type RawEntry } from './raw-diff.ts';
import { runGit } from './run-git.ts';

export type CommitRange = {
  readonly mirror: Mirror;
  /** A commit whose only parent is the mirror's base. */
  readonly sha: string;
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

/** What a commit of the mirror adds to its base; `null` when that is more than the limits, or more than plain files. */
export async function readCommitContents(
  deps: GitDeps,
  range: CommitRange,
  signal: AbortSignal,
): Promise<CommitContents | null> {
  const { directory, baseSha } = range.mirror;
  const ask = (...args: readonly string[]) => askGit(deps, { directory, args }, signal);
  const head = parseCommit((await ask('cat-file', 'commit', range.sha)).toString('utf8'));
  if (head.parents.join() !== baseSha) throw corrupt(`${range.sha} does not follow ${baseSha} alone`);
  const diff = await ask('diff-tree', '-r', '-z', '--raw', '--no-renames', '--no-abbrev', baseSha, range.sha);
  const entries = parseRawDiff(diff) ?? [];
  if (entries.length === 0 || entries.length > range.maxFiles || !entries.every(isPlain)) return null;
  const blobs = await readBlobs(deps, { ...range, entries }, signal);
  if (blobs === null) return null;
  const baseTree = (await ask('rev-parse', '--verify', `${baseSha}^{tree}`)).toString('latin1').trim();
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

type Wanted = CommitRange & { readonly entries: readonly RawEntry[] };

const headerBytes = 80;

async function readBlobs(
  deps: GitDeps,
  { mirror, entries, maxBytes }: Wanted,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Buffer> | null> {
  const ids = [...new Set(entries.flatMap(({ status, newId }) => (status === 'D' ? [] : [newId])))];
  const call = {
    directory: mirror.directory,
    args: ['cat-file', '--batch'],
    input: Buffer.from(ids.map((id) => `${id}\n`).join('')),
    maxOutputBytes: maxBytes + ids.length * headerBytes,
  };
  const result = await runGit(deps, call, signal);
  if (result.isCut) return null;
  if (result.exitCode !== 0) throw corrupt('its files cannot be read');
  const blobs = parseBatch(result.stdout);
  return [...blobs.values()].reduce((sum, { length }) => sum + length, 0) > maxBytes ? null : blobs;
}

/** `<id> blob <size>`, a line break, the bytes, a line break; and so on. */
function parseBatch(output: Buffer): ReadonlyMap<string, Buffer> {
  const blobs = new Map<string, Buffer>();
  for (let start = 0; start < output.length; ) {
    const end = output.indexOf('\n', start);
    const [, id, size] = /^([0-9a-f]{40}) blob (\d+)$/.exec(output.toString('latin1', start, end)) ?? [];
    if (id === undefined) throw corrupt('one of its files is no file');
    const stop = end + 1 + Number(size);
    blobs.set(id, output.subarray(end + 1, stop));
    start = stop + 1;
  }
  return blobs;
}

function toFile(entry: RawEntry, blobs: ReadonlyMap<string, Buffer>): CommittedFile {
  const path = Buffer.from(entry.rawPath, 'latin1').toString('utf8');
  const mode = modeOf(entry);
  const bytes = entry.status === 'D' ? null : blobs.get(entry.newId);
  if (bytes === undefined || !isFileMode(mode)) throw corrupt(`the content of ${path} is missing`);
  return { path, mode, bytes };
}

function corrupt(reason: string): GitFault {
  return new GitFault('corrupt', `The commit is not what it should be: ${reason}.`, {
    nextAction: 'Start the run again.',
  });
}
