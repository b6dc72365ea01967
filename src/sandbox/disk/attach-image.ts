import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { DiskFolders } from './disk.ts';
import type { DiskPaths } from './disk-paths.ts';
import { imageMountOptions } from './image-mount-options.ts';
import type { ImageFile } from './list-images.ts';
import { readMounts } from './read-mounts.ts';
import { runTool } from './run-tool.ts';

/** Mounts an image, unless it is. Where a container still uses it, `mount` takes the loop device that it has. */
export async function attachImage(paths: DiskPaths, image: ImageFile): Promise<DiskFolders> {
  const mount = join(paths.mounts, image.id);
  if (!(await readMounts()).includes(mount)) {
    await mkdir(mount, { recursive: true, mode: 0o700 });
    await runTool('/bin/mount', ['-t', 'ext4', '-o', imageMountOptions, image.path, mount]);
  }
  return { workspace: join(mount, 'workspace'), home: join(mount, 'home') };
}
