import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { backingFiles } from './backing-files.ts';
import type { DiskParts } from './disk-parts.ts';
import { findImage } from './find-image.ts';
import { findLoops } from './find-loops.ts';
import { archiveSuffix, listImages } from './list-images.ts';
import { readMounts } from './read-mounts.ts';
import { runTool } from './run-tool.ts';
import { thaw } from './thaw.ts';
import { unmount } from './unmount.ts';

/** Puts in order what a killed process, or one before a reboot, left in the directory. Nothing outside it is touched. */
export async function recoverDisk({ paths, log }: DiskParts): Promise<void> {
  const { images, snapshots, templates, poolPartials, archivePartials, mounts } = paths;
  // A child that a killed process left behind, with a file system frozen, is done within its own deadlines.
  await runTool('/usr/bin/flock', ['--exclusive', '--wait', '300', paths.freezeLock, '/bin/true'], 310_000);
  await unmount(paths.templateMount);
  for (const folder of [images, snapshots, templates, poolPartials, archivePartials, mounts]) {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  }
  await recoverMounts({ images, mounts });
  await releaseLoops(images);
  await Promise.all([poolPartials, archivePartials].map(emptyFolder));
  for (const archive of await listImages(paths.archives, archiveSuffix)) {
    // An image is never older than its archive: each is removed only once the other is whole.
    if ((await findImage(images, archive.id)) === null) continue;
    log.warn({ id: archive.id }, 'Removed an archive whose workspace exists');
    await rm(archive.path);
  }
}

async function recoverMounts({ images, mounts }: { readonly images: string; readonly mounts: string }): Promise<void> {
  const mounted = await readMounts();
  for (const name of await readdir(mounts)) {
    const mount = join(mounts, name);
    if (mounted.includes(mount)) await thaw(mount);
    const isUsed = mounted.includes(mount) && (await findImage(images, name)) !== null;
    if (!isUsed) await unmount(mount);
  }
}

/** A loop device that nothing mounts is freed at once; one that a container uses, when that lets go. */
async function releaseLoops(images: string): Promise<void> {
  const backing = await backingFiles();
  const candidates = (await listImages(images)).filter(({ name }) => backing.some((path) => path.includes(name)));
  for (const image of candidates) {
    for (const device of await findLoops(image.path)) await runTool('/sbin/losetup', ['--detach', device]);
  }
}

async function emptyFolder(folder: string): Promise<void> {
  for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true, force: true });
}
