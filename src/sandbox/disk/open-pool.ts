import { mkdir, open, rename, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { installPackages } from '../engine/install-engine.ts';
import { brokenPool } from './broken-pool.ts';
import { canClone } from './can-clone.ts';
import type { DiskPaths } from './disk-paths.ts';
import { findLoops } from './find-loops.ts';
import { noDiskHere } from './no-disk-here.ts';
import { pathExists } from './path-exists.ts';
import { readMounts } from './read-mounts.ts';
import { runTool } from './run-tool.ts';

export type OpenPoolDeps = {
  readonly paths: DiskPaths;
  readonly maxBytes: number;
  readonly say: (line: string) => void;
};

/** `own`: an XFS in a sparse file. `host`: a folder of the host's file system, which can clone files itself. */
export type PoolKind = 'own' | 'host';

/** Makes `paths.pool` a place where files can be cloned. */
export async function openPool(deps: OpenPoolDeps, signal: AbortSignal): Promise<PoolKind> {
  const { paths } = deps;
  if (!(await pathExists(paths.poolImage))) {
    if (await canClone(paths.directory)) {
      await mkdir(paths.pool, { recursive: true, mode: 0o700 });
      return 'host';
    }
    await formatPool(deps, signal);
  }
  await mountPool(deps);
  return 'own';
}

async function formatPool({ paths, maxBytes, say }: OpenPoolDeps, signal: AbortSignal): Promise<void> {
  if (!(await pathExists('/sbin/mkfs.xfs'))) await installXfs(say, signal);
  say(
    `Workspaces on disk: ${paths.poolImage} is made, a file system of at most ${gib(maxBytes)} that can clone files.`,
  );
  const partial = `${paths.poolImage}.partial`;
  await rm(partial, { force: true });
  await makeSparseFile(partial, maxBytes);
  await runTool('/sbin/mkfs.xfs', ['-q', '-m', 'reflink=1,crc=1', partial]);
  await rename(partial, paths.poolImage);
}

/** XFS cannot be made smaller than 300 MB, and with less than this there would be room for next to nothing. */
export const smallestPoolBytes = 512 << 20;

async function makeSparseFile(path: string, bytes: number): Promise<void> {
  await using file = await open(path, 'wx', 0o600);
  await file.truncate(bytes);
}

async function installXfs(say: OpenPoolDeps['say'], signal: AbortSignal): Promise<void> {
  if (!(await pathExists('/usr/bin/apt-get'))) throw noDiskHere('the program mkfs.xfs is not installed');
  say('Workspaces on disk need a file system that can clone files, so the Debian package xfsprogs is installed.');
  try {
    await installPackages(['xfsprogs'], signal);
  } catch (cause) {
    signal.throwIfAborted();
    throw noDiskHere('the Debian package xfsprogs, which they need, could not be installed', cause);
  }
}

async function mountPool({ paths, maxBytes }: OpenPoolDeps): Promise<void> {
  if ((await readMounts()).includes(paths.pool)) {
    if (await isWritable(paths.pool)) return;
    await unmountBroken(paths);
  }
  if ((await stat(paths.poolImage)).size < maxBytes) await truncate(paths.poolImage, maxBytes);
  await mkdir(paths.pool, { recursive: true, mode: 0o700 });
  // Where the file has a loop device already, because a container still uses a workspace, `mount` takes that one.
  await runTool('/bin/mount', ['-t', 'xfs', '-o', 'loop,nosuid,nodev,noatime,discard', paths.poolImage, paths.pool]);
  for (const device of await findLoops(paths.poolImage)) await runTool('/sbin/losetup', ['--set-capacity', device]);
  await runTool('/usr/sbin/xfs_growfs', ['-d', paths.pool]);
  if (!(await isWritable(paths.pool))) throw brokenPool(paths);
}

/** XFS that met an error while writing refuses everything until it is mounted again, which repairs it. */
async function unmountBroken(paths: DiskPaths): Promise<void> {
  try {
    await runTool('/bin/umount', [paths.pool]);
  } catch (cause) {
    throw brokenPool(paths, cause);
  }
}

async function isWritable(folder: string): Promise<boolean> {
  const probe = join(folder, '.probe');
  try {
    await using file = await open(probe, 'w', 0o600);
    await file.write('probe');
    await file.sync();
    await rm(probe);
    return true;
  } catch {
    // Whatever the reason, it cannot be used as it is.
    return false;
  }
}

const gib = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
