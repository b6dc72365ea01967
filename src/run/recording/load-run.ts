import { readEvents } from '../../store/read-events.ts';
import { restoreTexts } from '../../store/restore-texts.ts';
import { type KnownEvent, parseKnownEvent } from './recorded-event.ts';

/** What a run's record tells that can be read again, in order, with long texts put back. Throws a `Fault` when it cannot be read. */
export async function loadRun(directory: string): Promise<readonly KnownEvent[]> {
  const events: KnownEvent[] = [];
  for await (const event of readEvents(directory)) {
    const known = parseKnownEvent(await restoreTexts(directory, event));
    if (known !== null) events.push(known);
  }
  return events;
}
