import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { backingFiles } from './backing-files.ts';
import type { DiskParts } from './disk-parts.ts';
import type { DiskPaths } from './disk-paths.ts';
import { readMounts } from './read-mounts.ts';
import { runTool } from './run-tool.ts';
import { unmount } from './unmount.ts';

/** Another process that copied the mounts just when it began, as every container's does, holds them for some milliseconds. */
const patienceMs = 2000;

/**
 * A container that runs has a mount of its own and keeps its loop device, which keeps the pool's file system busy: it is
 * left mounted then, for the next process.
 */
export async function closePool({ paths, pool, log }: DiskParts): Promise<void> {
  for (const mount of (await readMounts()).filter((path) => dirname(path) === paths.mounts)) await unmount(mount);
  if (pool === 'host') return;
  const deadline = performance.now() + patienceMs;
  let refusal = await tryUnmount(paths);
  while (refusal !== null && performance.now() < deadline) {
    await wait(50);
    refusal = await tryUnmount(paths);
  }
  if (refusal instanceof Error)
    log.warn({ pool: paths.pool, error: refusal }, 'The file system of the workspaces stays mounted: it is in use');
}

/** `null`: it is unmounted. `in-use`: by a workspace, which is as it should be while a container has it. */
async function tryUnmount(paths: DiskPaths): Promise<null | 'in-use' | Error> {
  if ((await backingFiles()).some((path) => path.startsWith(`${paths.images}/`))) return 'in-use';
  try {
    await runTool('/bin/umount', [paths.pool]);
    await unmount(paths.pool);
    return null;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
