import type { DiskSize } from './disk.ts';
import { fullBytes } from './full-bytes.ts';

/** How large the image is so that, after the file system's own tables, at least what was asked for is free. */
export function imageBytes(size: DiskSize): number {
  // A group of blocks spans 128 MiB and has at most 32,768 inodes.
  const groups = Math.ceil((size.inodes + 64) / 32_000);
  return Math.ceil(Math.max((fullBytes(size) * 1.02) / mib, groups * 128)) * mib;
}

const mib = 2 ** 20;
