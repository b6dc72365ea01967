import { dirname } from 'node:path';
import { backingFiles } from './backing-files.ts';
import type { DiskParts } from './disk-parts.ts';
import { readMounts } from './read-mounts.ts';
import { runTool } from './run-tool.ts';
import { unmount } from './unmount.ts';

/**
 * A container that runs has a mount of its own and keeps its loop device, which keeps the pool's file system busy: it is
 * left mounted then, for the next process.
 */
export async function closePool({ paths, pool, log }: DiskParts): Promise<void> {
  for (const mount of (await readMounts()).filter((path) => dirname(path) === paths.mounts)) await unmount(mount);
  const isUsed = (await backingFiles()).some((path) => path.startsWith(`${paths.images}/`));
  if (pool === 'host' || isUsed) return;
  try {
    await runTool('/bin/umount', [paths.pool]);
    await unmount(paths.pool);
  } catch (error) {
    log.warn({ pool: paths.pool, error }, 'The file system of the workspaces stays mounted: something still uses it');
  }
}
