import { copyFile } from 'node:fs/promises';
import type { GitInQuarantine } from './git-in-quarantine.ts';
import { baseIndexFile } from './keep-base-index.ts';
import type { Mirror } from './open-mirror.ts';
import type { Quarantine } from './open-quarantine.ts';

/** Fills the index of a quarantine with the files of the base, from what was kept of it if it was. */
export async function readBase(
  git: GitInQuarantine,
  { env }: Quarantine,
  { directory, baseSha }: Pick<Mirror, 'directory' | 'baseSha'>,
): Promise<void> {
  try {
    await copyFile(baseIndexFile(directory, baseSha), env.GIT_INDEX_FILE);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    await git({ args: ['read-tree', baseSha] });
  }
}
