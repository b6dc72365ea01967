import { SandboxFault } from '../sandbox.ts';
import type { DiskParts } from './disk-parts.ts';
import { findShortage } from './find-shortage.ts';
import { measureDisk } from './measure-disk.ts';

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

export function noSpace(directory: string, why: string, cause?: unknown): SandboxFault {
  return new SandboxFault(`There is no room for this on disk: ${why}.`, {
    code: 'no-space',
    ran: 'no',
    cause,
    nextAction: `Destroy sandboxes or snapshots that are not needed, or make room on the disk of ${directory}.`,
  });
}
