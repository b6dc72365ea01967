import type { GitDeps } from './git-call.ts';
import { GitFault } from './git-fault.ts';
import { runGit } from './run-git.ts';

export type WantedBlobs = {
  /** Of a bare repository of ours. */
  readonly directory: string;
  readonly ids: readonly string[];
  /** Of all blobs together. */
  readonly maxBytes: number;
};

const headerBytes = 80;

/** The contents of files by git's id of them; `null` when they are more than wanted. */
export async function readBlobs(
  deps: GitDeps,
  { directory, ids, maxBytes }: WantedBlobs,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Buffer> | null> {
  const once = [...new Set(ids)];
  const call = {
    directory,
    args: ['cat-file', '--batch'],
    input: Buffer.from(once.map((id) => `${id}\n`).join('')),
    maxOutputBytes: maxBytes + once.length * headerBytes,
  };
  const result = await runGit(deps, call, signal);
  if (result.isCut) return null;
  if (result.exitCode !== 0) throw unreadable('its files cannot be read');
  const blobs = parseBatch(result.stdout);
  return [...blobs.values()].reduce((sum, { length }) => sum + length, 0) > maxBytes ? null : blobs;
}

/** `<id> blob <size>`, a line break, the bytes, a line break; and so on. */
function parseBatch(output: Buffer): ReadonlyMap<string, Buffer> {
  const blobs = new Map<string, Buffer>();
  for (let start = 0; start < output.length; ) {
    const end = output.indexOf('\n', start);
    const [, id, size] = /^([0-9a-f]{40}) blob (\d+)$/.exec(output.toString('latin1', start, end)) ?? [];
    if (id === undefined) throw unreadable('one of its files is no file');
    const stop = end + 1 + Number(size);
    blobs.set(id, output.subarray(end + 1, stop));
    start = stop + 1;
  }
  return blobs;
}

/** A commit of the mirror is damaged, or never was what it was taken for. */
export function unreadable(reason: string): GitFault {
  return new GitFault('corrupt', `The commit is not what it should be: ${reason}.`, {
    nextAction: 'Start the run again.',
  });
}
