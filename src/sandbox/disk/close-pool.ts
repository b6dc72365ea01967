import { dirname } from 'node:path';
import type { DiskParts } from './disk-parts.ts';
import { readMounts } from './read-mounts.ts';
import { runTool } from './run-tool.ts';

/**
 * A container that runs has a mount of its own and keeps its loop device, which keeps the pool's file system busy: it is
 * left mounted then, for the next process.
 */
export async function closePool({ paths, pool, log }: DiskParts): Promise<void> {
  const mounted = (await readMounts()).filter((path) => dirname(path) === paths.mounts);
  for (const mount of mounted.toReversed()) await tryUnmount(mount, log);
  if (pool === 'own') await tryUnmount(paths.pool, log);
}

async function tryUnmount(mount: string, log: DiskParts['log']): Promise<void> {
  try {
    await runTool('/bin/umount', [mount]);
  } catch (error) {
    log.warn({ mount, error }, 'A file system of the disk stays mounted: something still uses it');
  }
}
