import { join } from 'node:path';
import { checkFile } from './check-file.ts';
import { filesOf } from './files-of.ts';
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
      /** Its writer died before the end of a line, which counts for nothing unless the line feed is all that is missing. */
      readonly isTorn: boolean;
    }
  | {
      readonly ok: false;
      /** What does not hold: the chain itself, the event that was anchored, or a file that an event vouches for. */
      readonly link: 'chain' | 'anchor' | 'file';
      /** The first event that cannot be believed, or the one whose file cannot. */
      readonly seq: number;
      readonly why: string;
    };

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
    const seq = course.head.seq + 1;
    const why = follow(course, line);
    if (why !== null) return { ok: false, link: 'chain', seq, why };
    if (anchor?.seq === seq && anchor.hash !== course.head.hash)
      return { ok: false, link: 'anchor', seq, why: 'it is not the event that was anchored' };
  }
  const { head, type, isTorn, files } = course;
  if (anchor !== null && anchor.seq > head.seq)
    return {
      ok: false,
      link: 'anchor',
      seq: head.seq + 1,
      why: `there were ${anchor.seq} events when it was anchored`,
    };
  for (const { seq, ...digest } of files.values()) {
    const why = await checkFile(directory, digest);
    if (why !== null) return { ok: false, link: 'file', seq, why };
  }
  return { ok: true, events: head.seq, head, hasEnded: type === 'run.ended', isTorn };
}

/** Goes one line further; why not, where it does not hold. */
function follow(course: Course, { text, isWhole }: Line): string | null {
  const event = parseLine(text);
  course.isTorn = !isWhole;
  if (event === null && !isWhole) return null;
  if (event === null) return 'the line is no event';
  const why = whyBroken(text, event, course.head);
  if (why !== null) return why;
  const { seq, hash, type } = event;
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
