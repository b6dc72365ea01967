import { join } from 'node:path';
import { z } from 'zod';
import { checkFile } from './check-file.ts';
import { type Line, readLines } from './read-lines.ts';
import { type ChainHead, chainStart, eventsFile, type FileDigest, type RecordedEvent } from './record-event.ts';
import { isSealed, parseLine } from './seal-event.ts';

export type ChainVerdict =
  | {
      readonly ok: true;
      readonly events: number;
      readonly head: ChainHead;
      /** The run came to its end; otherwise events may be missing from the end, and the chain cannot tell. */
      readonly hasEnded: boolean;
      /** Its writer died in the middle of one more line, which counts for nothing. */
      readonly isTorn: boolean;
    }
  /** `seq`: the first event that cannot be believed, or the one whose file cannot. */
  | { readonly ok: false; readonly seq: number; readonly why: string };

/** What was found to hold so far. */
type Course = {
  head: ChainHead;
  type: string;
  isTorn: boolean;
  readonly files: Map<string, FileDigest & { readonly seq: number }>;
};

/**
 * Whether a record is as it was written: every event in its place, every file as its event says. Whoever can write the record
 * can also write all of it anew; only a head kept elsewhere, given as `anchor`, shows that. Throws a `Fault` when there is none.
 */
export async function verifyChain(directory: string, anchor: ChainHead | null = null): Promise<ChainVerdict> {
  const course: Course = { head: { seq: 0, hash: chainStart }, type: '', isTorn: false, files: new Map() };
  for await (const line of readLines(join(directory, eventsFile))) {
    const why = follow(course, line, anchor);
    if (why !== null) return { ok: false, seq: course.head.seq + 1, why };
  }
  const { head, type, isTorn, files } = course;
  if (anchor !== null && anchor.seq > head.seq)
    return { ok: false, seq: head.seq + 1, why: `there were ${anchor.seq} events when it was anchored` };
  for (const { seq, ...digest } of files.values()) {
    const why = await checkFile(directory, digest);
    if (why !== null) return { ok: false, seq, why };
  }
  return { ok: true, events: head.seq, head, hasEnded: type === 'run.ended', isTorn };
}

/** Goes one line further; why not, where it does not hold. */
function follow(course: Course, { text, isWhole }: Line, anchor: ChainHead | null): string | null {
  const event = parseLine(text);
  if (event === null && !isWhole) {
    course.isTorn = true;
    return null;
  }
  if (event === null) return 'the line is no event';
  const why = whyBroken(text, event, course.head);
  if (why !== null) return why;
  const { seq, hash, type } = event;
  if (anchor?.seq === seq && anchor.hash !== hash) return 'it is not the event that was anchored';
  for (const digest of filesOf(event)) course.files.set(digest.file, { ...digest, seq });
  course.head = { seq, hash };
  course.type = type;
  return null;
}

function whyBroken(line: string, event: RecordedEvent, before: ChainHead): string | null {
  if (event.seq !== before.seq + 1) return `an event is missing or out of its place: here is number ${event.seq}`;
  if (event.prev !== before.hash) return 'it was not written after the event before it';
  return isSealed(line, before.hash) ? null : 'it was changed after it was written';
}

const fileDigest = z.object({ file: z.string(), sha256: z.string(), bytes: z.number() });
const artefact = z.object({ type: z.literal('artefact'), name: z.string(), sha256: z.string(), bytes: z.number() });

/** A later file of the same name replaced the earlier one. */
function filesOf(event: RecordedEvent): readonly FileDigest[] {
  const saved = artefact.safeParse(event).data;
  if (saved !== undefined) return [{ file: saved.name, sha256: saved.sha256, bytes: saved.bytes }];
  return findDigests(event);
}

function findDigests(value: unknown): readonly FileDigest[] {
  if (typeof value !== 'object' || value === null) return [];
  const found = fileDigest.safeParse(value).data;
  return found === undefined ? Object.values(value).flatMap(findDigests) : [found];
}
