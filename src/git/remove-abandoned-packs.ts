import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { GitDeps } from './git-call.ts';

/** Removes the packs of fetches that were killed, or that were stopped because they became too large. */
export async function removeAbandonedPacks(deps: GitDeps, directory: string): Promise<void> {
  const folder = join(directory, 'objects', 'pack');
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((one) => one.startsWith('tmp_'))) {
    const pack = await stat(join(folder, name)).catch(() => null);
    if (pack === null) continue;
    const isAbandoned = pack.size >= deps.maxRepositoryBytes || Date.now() - pack.mtimeMs > deps.timeoutMs;
    if (isAbandoned) await rm(join(folder, name), { force: true });
  }
}
