import { stat, statfs } from 'node:fs/promises';
import type { DiskParts } from './disk-parts.ts';
import { fullBytes } from './image-bytes.ts';
import { listImages, measureImages } from './list-images.ts';

export type DiskFigures = {
  /** What the pool can hold. */
  readonly totalBytes: number;
  readonly usedBytes: number;
  /** What boxes may still write without asking anybody. */
  readonly unwrittenBytes: number;
  /** What the pool's file has of the host's disk and does not use. */
  readonly spareBytes: number;
  readonly hostFreeBytes: number;
  /** Of what the host has free, what work that has begun will take. */
  readonly hostClaimedBytes: number;
};

/**
 * Every workspace may be filled, and each block it shares may have to become its own, while snapshots and templates keep
 * what they hold. So all of it can come to take the sum of the workspaces' full sizes and of what the others hold now.
 */
export async function measureDisk(parts: DiskParts): Promise<DiskFigures> {
  // Read before the files: work that ends in between is counted twice, which is safe.
  const { poolBytes, hostBytes } = parts.pending;
  const [images, kept] = await Promise.all([listImages(parts.paths.images), keptBytes(parts)]);
  const fullSum = poolBytes + images.reduce((sum, image) => sum + fullBytes(image), 0);
  const host = await statfs(parts.paths.directory);
  const common = { hostFreeBytes: host.bavail * host.bsize, hostClaimedBytes: hostBytes };
  if (parts.pool === 'host') {
    // Which blocks are shared is not known here, so all that is written counts as if it had to be written again.
    return { ...common, totalBytes: parts.maxBytes, usedBytes: kept, unwrittenBytes: fullSum, spareBytes: 0 };
  }
  const [pool, file] = await Promise.all([statfs(parts.paths.pool), stat(parts.paths.poolImage)]);
  const usedBytes = (pool.blocks - pool.bfree) * pool.bsize;
  return {
    ...common,
    totalBytes: Math.floor(pool.blocks * pool.bsize * usableShare),
    usedBytes,
    unwrittenBytes: Math.max(0, fullSum + Math.min(kept, usedBytes) - usedBytes),
    spareBytes: Math.max(0, file.blocks * 512 - usedBytes),
  };
}

/** The pool's own tables grow with the number of shared pieces. */
const usableShare = 0.95;

async function keptBytes({ paths }: DiskParts): Promise<number> {
  const kept = (await Promise.all([paths.snapshots, paths.templates].map((folder) => measureImages(folder)))).flat();
  return kept.reduce((sum, image) => sum + image.bytes, 0);
}
