import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { askGit } from './ask-git.ts';
import { fixedIdentity } from './fixed-identity.ts';
import type { GitDeps } from './git-call.ts';
import type { Mirror } from './open-mirror.ts';

/** A file on the host that carries one commit's files, and can be sent to any number of sandboxes. */
export type Bundle = AsyncDisposable & {
  /** For the standard input of `checkoutScript` or `exportScript`. */
  open(): ReadableStream<Uint8Array>;
};

/**
 * Packs the files of a commit of the mirror, self-contained. What is sent is not the commit itself, whose parents are not
 * here, but one without parents that has the same files: a sandbox sees neither the history nor who wrote it.
 */
export async function bundleCommit(deps: GitDeps, mirror: Mirror, sha: string, signal: AbortSignal): Promise<Bundle> {
  const { directory } = mirror;
  const snapshot = await snapshotOf(deps, directory, sha, signal);
  const ref = `refs/sandpiper/snapshot/${snapshot}`;
  await askGit(deps, { directory, args: ['update-ref', ref, snapshot] }, signal);
  const folder = await mkdtemp(join(deps.scratch, 'bundle-'));
  const dispose = () => rm(folder, { recursive: true, force: true });
  const file = join(folder, 'base.bundle');
  try {
    await askGit(deps, { directory, args: ['bundle', 'create', '--quiet', file, ref] }, signal);
  } catch (error) {
    await dispose();
    throw error;
  }
  return { open: () => Readable.toWeb(createReadStream(file)), [Symbol.asyncDispose]: dispose };
}

/** The same commit always gives the same snapshot, because its author and date are fixed. */
async function snapshotOf(deps: GitDeps, directory: string, sha: string, signal: AbortSignal): Promise<string> {
  const args = ['commit-tree', '-m', `Files of ${sha}`, `${sha}^{tree}`];
  return (await askGit(deps, { directory, args, env: fixedIdentity }, signal)).toString('utf8').trim();
}
