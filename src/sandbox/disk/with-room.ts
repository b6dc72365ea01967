import type { DiskParts } from './disk-parts.ts';
import { findShortage } from './find-shortage.ts';
import { measureDisk } from './measure-disk.ts';
import { noSpace } from './no-space.ts';

export type Claim = { readonly poolBytes: number; readonly hostBytes: number };

/** Does the work with room kept for it until its files are there; throws with the figures when there is none. */
export async function withRoom<T>(parts: DiskParts, claim: Claim, work: () => Promise<T>): Promise<T> {
  // Claimed first and judged then: of two at once, neither overlooks the other.
  parts.pending.poolBytes += claim.poolBytes;
  parts.pending.hostBytes += claim.hostBytes;
  try {
    const shortage = findShortage(await measureDisk(parts), parts);
    if (shortage !== null) throw noSpace(parts.paths.directory, shortage);
    return await work();
  } finally {
    parts.pending.poolBytes -= claim.poolBytes;
    parts.pending.hostBytes -= claim.hostBytes;
  }
}
