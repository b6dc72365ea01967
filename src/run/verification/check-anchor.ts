import type { ChainHead } from '../../store/record-event.ts';
import { broken, holds, type LinkFinding } from './record-link.ts';

/** Whether the record has the event that somebody else kept the number and the hash of. */
export function checkAnchor({ seq, hash }: ChainHead, hashes: readonly string[]): LinkFinding {
  if (hashes[seq - 1] === hash) return holds(`Events 1 to ${seq} are those that were anchored.`);
  return broken(`Event ${seq} is not the one that was anchored: the record was written anew.`);
}
