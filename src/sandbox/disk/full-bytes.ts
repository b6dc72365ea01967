import type { DiskSize } from './disk.ts';

/** What an image can come to take in the pool when a box fills it: the content, the inodes' tables, the journal, the rest. */
export function fullBytes(size: DiskSize): number {
  return (size.mib + 48) * 2 ** 20 + (size.inodes + 64) * inodeBytes;
}

const inodeBytes = 256;
