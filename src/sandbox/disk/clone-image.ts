import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { attachImage } from './attach-image.ts';
import { cloneFile } from './clone-file.ts';
import type { DiskPaths } from './disk-paths.ts';
import { findLoops } from './find-loops.ts';
import type { ImageFile } from './list-images.ts';
import { readMounts } from './read-mounts.ts';
import { runTool } from './run-tool.ts';
import { thaw } from './thaw.ts';

/** Clones an image that may be in use: its file system is then frozen for the moment, so that the clone is whole. */
export async function cloneImage(paths: DiskPaths, image: ImageFile, to: string): Promise<void> {
  if (!(await isInUse(paths, image))) return await cloneFile(image.path, to);
  await attachImage(paths, image);
  await cloneFrozen(paths, image, to);
}

async function isInUse(paths: DiskPaths, image: ImageFile): Promise<boolean> {
  if ((await readMounts()).includes(join(paths.mounts, image.id))) return true;
  return (await findLoops(image.path)).length > 0;
}

const script = fileURLToPath(new URL('clone-frozen.sh', import.meta.url));

async function cloneFrozen(paths: DiskPaths, image: ImageFile, to: string): Promise<void> {
  const mount = join(paths.mounts, image.id);
  const clone = ['/bin/sh', script, mount, image.path, to];
  try {
    const locked = ['/usr/bin/flock', '--shared', '--no-fork', paths.freezeLock, ...clone];
    await runTool('/usr/bin/setsid', ['--wait', ...locked], 300_000);
  } catch (error) {
    // The script thaws by itself, unless somebody killed it.
    await thaw(mount);
    await rm(to, { force: true });
    throw error;
  }
}
