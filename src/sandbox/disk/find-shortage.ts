import type { DiskFigures } from './measure-disk.ts';

export type RoomRule = { readonly reserveBytes: number; readonly overcommit: number };

/**
 * Why what was promised cannot be kept, or `null`. What is used and what may still be written must fit into the pool, and what of it
 * the pool's file does not have yet must fit on the host's disk, beside the reserve: a living box never meets a full pool,
 * nor a host's disk that we filled. Over-commitment bets that only a part of what may be written will be.
 */
export function findShortage(figures: DiskFigures, rule: RoomRule): string | null {
  const growth = figures.unwrittenBytes / rule.overcommit;
  const needed = figures.promisedBytes - figures.unwrittenBytes + growth;
  if (needed > figures.totalBytes) {
    return `${gib(needed)} would be promised of the ${gib(figures.totalBytes)} that the pool can hold`;
  }
  const onHost = Math.max(0, growth - figures.spareBytes) + figures.hostClaimedBytes;
  const free = figures.hostFreeBytes - rule.reserveBytes;
  if (onHost <= free) return null;
  const beside = `${gib(figures.hostFreeBytes)} are free, of which ${gib(rule.reserveBytes)} stay free`;
  return `${gib(onHost)} could still be written to the host's disk, where ${beside}`;
}

const gib = (bytes: number) => `${(bytes / 2 ** 30).toFixed(2)} GiB`;
