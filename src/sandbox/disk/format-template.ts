import { chmod, chown, mkdir, open, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SandboxFault } from '../sandbox.ts';
import type { DiskSize } from './disk.ts';
import type { DiskPaths } from './disk-paths.ts';
import { imageBytes } from './image-bytes.ts';
import { imageMountOptions } from './image-mount-options.ts';
import { requireImageName } from './image-name.ts';
import { newPartial } from './new-partial.ts';
import { pathExists } from './path-exists.ts';
import { publishFile } from './publish-file.ts';
import { runTool } from './run-tool.ts';

/** The empty workspace of a size, formatted once: every new workspace is a clone of it. */
export async function formatTemplate(paths: DiskPaths, size: DiskSize): Promise<string> {
  const name = requireImageName('v1', size);
  const template = join(paths.templates, name);
  if (await pathExists(template)) return template;
  const partial = newPartial(paths);
  await makeFileSystem(partial, size);
  await furnish(paths.templateMount, partial, size);
  await publishFile(partial, template);
  return template;
}

/** Inode tables need no zeroing, a fresh file reads as zeros: what was never written takes no room in the pool. */
async function makeFileSystem(file: string, size: DiskSize): Promise<void> {
  await using handle = await open(file, 'wx', 0o600);
  await handle.truncate(imageBytes(size));
  const layout = ['-b', '4096', '-I', '256', '-m', '0', '-J', 'size=8', '-N', String(size.inodes + 32)];
  await runTool('/sbin/mkfs.ext4', ['-q', '-O', '^resize_inode', '-e', 'remount-ro', ...layout, file]);
}

async function furnish(mount: string, image: string, size: DiskSize): Promise<void> {
  await mkdir(mount, { recursive: true, mode: 0o700 });
  await runTool('/bin/mount', ['-t', 'ext4', '-o', imageMountOptions, image, mount]);
  try {
    for (const folder of [join(mount, 'workspace'), join(mount, 'home')]) {
      await mkdir(folder, { mode: 0o755 });
      await chown(folder, 1000, 1000);
    }
    await takeSurplus(mount, size);
  } finally {
    await runTool('/bin/umount', [mount]);
  }
}

/** `mkfs` rounds up; what is too much is taken by files of root, so that what is free is what was asked for. */
async function takeSurplus(mount: string, size: DiskSize): Promise<void> {
  const folder = join(mount, 'surplus');
  await mkdir(folder, { mode: 0o700 });
  const files = (await statfs(mount)).ffree - size.inodes - 2;
  for (let index = 0; index < files; index++) await writeFile(join(folder, String(index)), '');
  const wanted = size.mib * 2 ** 20;
  // The first file can need a block of its own to say where it lies.
  await allocate(join(folder, 'space'), (await freeBytes(mount)) - wanted - 65_536);
  await allocate(join(folder, 'rest'), (await freeBytes(mount)) - wanted);
  if ((await freeBytes(mount)) !== wanted) throw wrongSize(size);
}

async function freeBytes(mount: string): Promise<number> {
  await runTool('/bin/sync', ['--file-system', mount]);
  const { bavail, bsize } = await statfs(mount);
  return bavail * bsize;
}

/** Allocated but never written, it takes no room in the pool. */
async function allocate(file: string, bytes: number): Promise<void> {
  await writeFile(file, '');
  await runTool('/usr/bin/fallocate', ['--length', String(bytes), file]);
  await chmod(file, 0o600);
}

function wrongSize({ mib, inodes }: DiskSize): SandboxFault {
  return new SandboxFault(`A workspace of exactly ${mib} MiB and ${inodes} inodes could not be formatted.`, {
    ran: 'no',
    nextAction: 'Ask for another size.',
  });
}
