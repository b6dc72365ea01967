import { stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { SnapshotInfo } from '../sandbox.ts';
import { cloneImage } from './clone-image.ts';
import type { DiskParts } from './disk-parts.ts';
import { requireImageName } from './image-name.ts';
import type { ImageFile } from './list-images.ts';
import { newPartial } from './new-partial.ts';
import { publishFile } from './publish-file.ts';
import { snapshotInfo } from './snapshot-info.ts';

/** Clones the image under the snapshot's name; durable when it resolves. */
export async function snapshotImage(parts: DiskParts, image: ImageFile, snapshotId: string): Promise<SnapshotInfo> {
  const name = requireImageName(snapshotId, image);
  const partial = newPartial(parts.paths);
  await cloneImage(parts.paths, image, partial);
  await utimes(partial, parts.now(), parts.now());
  const path = join(parts.paths.snapshots, name);
  await publishFile(partial, path);
  const { blocks, mtime } = await stat(path);
  return snapshotInfo({ ...image, id: snapshotId, bytes: blocks * 512, modifiedAt: mtime });
}
