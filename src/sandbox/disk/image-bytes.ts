import type { DiskSize } from './disk.ts';

const mib = 2 ** 20;
const inodeBytes = 256;

/** How large the image is so that, after the file system's own tables, at least what was asked for is free. */
export function imageBytes(size: DiskSize): number {
  const content = (size.mib + 48) * mib + tableBytes(size);
  // A group of blocks spans 128 MiB and has at most 32,768 inodes.
  const groups = Math.ceil((size.inodes + 64) / 32_000);
  return Math.ceil(Math.max(content * 1.02, groups * 128 * mib) / mib) * mib;
}

/** What the image can come to take in the pool when a box fills it. */
export function fullBytes(size: DiskSize): number {
  return (size.mib + 48) * mib + tableBytes(size);
}

const tableBytes = ({ inodes }: DiskSize) => (inodes + 64) * inodeBytes;
