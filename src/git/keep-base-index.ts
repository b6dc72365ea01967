import { mkdtempDisposable, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { askGit } from './ask-git.ts';
import type { GitDeps } from './git-call.ts';
import type { Mirror } from './open-mirror.ts';

/** Where the index of a base is that somebody is about to commit on; only the last one of a mirror is kept. */
export function baseIndexFile(directory: string, sha: string): string {
  return join(directory, `${prefix}${sha}`);
}

const prefix = 'sandpiper-index-';

/** Reads the base's files into an index beforehand, so that `commitChange` need not. Whoever finds none makes one. */
export async function keepBaseIndex(deps: GitDeps, { directory, baseSha }: Mirror, signal: AbortSignal): Promise<void> {
  await using scratch = await mkdtempDisposable(join(deps.scratch, 'base-index-'));
  const index = join(scratch.path, 'index');
  await askGit(deps, { directory, args: ['read-tree', baseSha], env: { GIT_INDEX_FILE: index } }, signal);
  const others = (await readdir(directory)).filter((name) => name.startsWith(prefix));
  for (const name of others) await rm(join(directory, name), { force: true });
  await rename(index, baseIndexFile(directory, baseSha));
}
