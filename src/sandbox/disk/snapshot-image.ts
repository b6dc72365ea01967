import { stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SnapshotInfo } from '../sandbox.ts';
import { attachImage } from './attach-image.ts';
import { cloneFile } from './clone-file.ts';
import type { DiskParts } from './disk-parts.ts';
import { findLoops } from './find-loops.ts';
import { requireImageName } from './image-name.ts';
import type { ImageFile, MeasuredImage } from './list-images.ts';
import { publishFile } from './publish-file.ts';
import { readMounts } from './read-mounts.ts';
import { runTool } from './run-tool.ts';

/** Clones the image under the snapshot's name. One in use is frozen for that moment, so that the clone is whole. */
export async function snapshotImage(parts: DiskParts, image: ImageFile, snapshotId: string): Promise<SnapshotInfo> {
  const { paths } = parts;
  const name = requireImageName(snapshotId, image);
  const partial = join(paths.poolPartials, `snapshot.${name}`);
  if (await isInUse(parts, image)) await cloneInUse(parts, image, partial);
  else await cloneFile(image.path, partial);
  await utimes(partial, parts.now(), parts.now());
  const snapshot = join(paths.snapshots, name);
  await publishFile(partial, snapshot);
  const { blocks, mtime } = await stat(snapshot);
  return snapshotInfo({ ...image, id: snapshotId, bytes: blocks * 512, modifiedAt: mtime });
}

export function snapshotInfo(snapshot: Omit<MeasuredImage, 'name' | 'path'>): SnapshotInfo {
  const { id, mib, inodes, bytes, modifiedAt } = snapshot;
  return { id, createdAt: modifiedAt, workspaceMiB: mib, workspaceInodes: inodes, bytes };
}

async function isInUse({ paths }: DiskParts, image: ImageFile): Promise<boolean> {
  if ((await readMounts()).includes(join(paths.mounts, image.id))) return true;
  return (await findLoops(image.path)).length > 0;
}

const script = fileURLToPath(new URL('clone-frozen.sh', import.meta.url));

async function cloneInUse({ paths }: DiskParts, image: ImageFile, partial: string): Promise<void> {
  await attachImage(paths, image);
  const mount = join(paths.mounts, image.id);
  try {
    await runTool('/usr/bin/setsid', ['--wait', '/bin/sh', script, mount, image.path, partial], 120_000);
  } catch (error) {
    // The script thaws by itself, unless somebody killed it.
    await thaw(mount);
    throw error;
  }
}

/** What is not frozen stays as it is. */
export async function thaw(mount: string): Promise<void> {
  await runTool('/sbin/fsfreeze', ['--unfreeze', mount]).catch(() => undefined);
}
