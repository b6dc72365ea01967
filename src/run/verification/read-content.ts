import { filesOf } from '../../store/files-of.ts';
import { readEvents } from '../../store/read-events.ts';
import type { FileDigest } from '../../store/record-event.ts';
import { restoreTexts } from '../../store/restore-texts.ts';
import { type KnownEvent, type KnownOf, parseKnownEvent } from '../recording/recorded-event.ts';

/** What a record whose chain holds tells of itself. */
export type RecordContent = {
  readonly events: readonly KnownEvent[];
  readonly commit: KnownOf<'commit'> | undefined;
  /** `undefined`: it was the only attempt. */
  readonly candidates?: KnownOf<'run.candidates'> | undefined;
  readonly ended: KnownOf<'run.ended'> | undefined;
  /** Of every event, in order. */
  readonly hashes: readonly string[];
  /** Every file that an event vouches for, by its name. */
  readonly files: ReadonlyMap<string, FileDigest>;
};

/** Throws a `Fault` when it cannot be read. */
export async function readContent(directory: string): Promise<RecordContent> {
  const events: KnownEvent[] = [];
  const hashes: string[] = [];
  const files = new Map<string, FileDigest>();
  for await (const event of readEvents(directory)) {
    const whole = await restoreTexts(directory, event);
    // An event that was too long for its line names its files in one of them.
    for (const digest of [...filesOf(event), ...filesOf(whole)]) files.set(digest.file, digest);
    const known = parseKnownEvent(whole);
    if (known !== null) events.push(known);
    hashes.push(event.hash);
  }
  return {
    events,
    commit: lastOf(events, 'commit'),
    candidates: lastOf(events, 'run.candidates'),
    ended: lastOf(events, 'run.ended'),
    hashes,
    files,
  };
}

function lastOf<Type extends KnownEvent['type']>(events: readonly KnownEvent[], type: Type): KnownOf<Type> | undefined {
  return events.findLast((event): event is KnownOf<Type> => event.type === type);
}
