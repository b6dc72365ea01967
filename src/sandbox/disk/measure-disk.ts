import { stat, statfs } from 'node:fs/promises';
import type { DiskParts } from './disk-parts.ts';
import { fullBytes } from './full-bytes.ts';
import { measureImages } from './measure-images.ts';

export type DiskFigures = {
  /** What the pool can hold. */
  readonly totalBytes: number;
  readonly usedBytes: number;
  /** What it will take when boxes have written all they may. */
  readonly promisedBytes: number;
  /** How much of the promised is still to be written. */
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
  const images = await measureImages(parts.paths.images);
  const fullSum = poolBytes + sumOf(images.map(fullBytes));
  const kept = await keptBytes(parts);
  const host = await statfs(parts.paths.directory);
  const common = { hostFreeBytes: host.bavail * host.bsize, hostClaimedBytes: hostBytes };
  if (parts.pool === 'own') return { ...common, ...(await measureOwnPool(parts, fullSum, kept)) };
  const usedBytes = kept + sumOf(images.map(({ bytes }) => bytes));
  // Which blocks are shared is not known here, so all that a box has counts as if it had to be written again.
  const written = { usedBytes, promisedBytes: kept + fullSum, unwrittenBytes: fullSum };
  return { ...common, ...written, totalBytes: parts.maxBytes, spareBytes: 0 };
}

async function measureOwnPool({ paths }: DiskParts, fullSum: number, kept: number) {
  const [pool, file] = await Promise.all([statfs(paths.pool), stat(paths.poolImage)]);
  const usedBytes = (pool.blocks - pool.bfree) * pool.bsize;
  const promisedBytes = Math.max(usedBytes, fullSum + Math.min(kept, usedBytes));
  return {
    totalBytes: Math.floor(pool.blocks * pool.bsize * usableShare),
    usedBytes,
    promisedBytes,
    unwrittenBytes: promisedBytes - usedBytes,
    spareBytes: Math.max(0, file.blocks * 512 - usedBytes),
  };
}

/** The pool's own tables grow with the number of shared pieces. */
const usableShare = 0.95;

async function keptBytes({ paths }: DiskParts): Promise<number> {
  const kept = (await Promise.all([paths.snapshots, paths.templates].map((folder) => measureImages(folder)))).flat();
  return sumOf(kept.map(({ bytes }) => bytes));
}

const sumOf = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0);
