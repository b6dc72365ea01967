import { join } from 'node:path';
import { Fault } from '../errors.ts';
import { readLines } from './read-lines.ts';
import { eventsFile, type RecordedEvent } from './record-event.ts';
import { parseLine } from './seal-event.ts';

/**
 * The events of a record in order, as they are written; `verifyChain` says whether they can be believed. A last line that was
 * torn when its writer died is left out. Throws a `Fault` when there is no record, or something else in it is no event.
 */
export async function* readEvents(directory: string): AsyncGenerator<RecordedEvent> {
  let number = 0;
  for await (const { text, isWhole } of readLines(join(directory, eventsFile))) {
    number += 1;
    const event = parseLine(text);
    if (event !== null) yield event;
    else if (isWhole) throw new Fault(`Line ${number} of the record in ${directory} is no event.`);
  }
}
