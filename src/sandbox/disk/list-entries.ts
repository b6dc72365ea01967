import { join } from 'node:path';
import { backingFiles } from './backing-files.ts';
import type { DiskEntry } from './disk.ts';
import type { DiskPaths } from './disk-paths.ts';
import { archiveSuffix } from './list-images.ts';
import type { MeasuredImage } from './measure-images.ts';
import { measureImages } from './measure-images.ts';
import { readMounts } from './read-mounts.ts';

export async function listEntries(paths: DiskPaths): Promise<readonly DiskEntry[]> {
  const [mounts, backing] = await Promise.all([readMounts(), backingFiles()]);
  const isAttached = ({ id, path }: MeasuredImage) => mounts.includes(join(paths.mounts, id)) || backing.includes(path);
  const images = await measureImages(paths.images);
  const archives = await measureImages(paths.archives, archiveSuffix);
  const ids = new Set(images.map(({ id }) => id));
  return [
    ...images.map((image) => entry(image, isAttached(image) ? 'attached' : 'detached')),
    ...archives.filter(({ id }) => !ids.has(id)).map((archive) => entry(archive, 'archived')),
  ];
}

function entry({ id, mib, inodes, bytes }: MeasuredImage, state: DiskEntry['state']): DiskEntry {
  return { id, mib, inodes, state, bytes };
}
