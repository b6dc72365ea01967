import { z } from 'zod';
import type { FileDigest, RecordedEvent } from './record-event.ts';

const fileDigest = z.object({ file: z.string(), sha256: z.string(), bytes: z.number() });
const artefact = z.object({ type: z.literal('artefact'), name: z.string(), sha256: z.string(), bytes: z.number() });

/** The files an event vouches for. A later file of the same name replaced the earlier one. */
export function filesOf(event: RecordedEvent): readonly FileDigest[] {
  const saved = artefact.safeParse(event).data;
  if (saved !== undefined) return [{ file: saved.name, sha256: saved.sha256, bytes: saved.bytes }];
  return findDigests(event);
}

function findDigests(value: unknown): readonly FileDigest[] {
  if (typeof value !== 'object' || value === null) return [];
  const found = fileDigest.safeParse(value).data;
  return found === undefined ? Object.values(value).flatMap(findDigests) : [found];
}
