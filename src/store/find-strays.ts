import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { eventsFile } from './record-event.ts';

/** What lies in a record's folder and is neither its chain nor one of the files it knows; links count, whatever they lead to. */
export async function findStrays(directory: string, known: ReadonlySet<string>): Promise<readonly string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)))
    .filter((file) => file !== eventsFile && !isOfInbox(file) && !known.has(file))
    .toSorted();
}

/** What people said to a run that died before it heard them is theirs, not the record's. */
function isOfInbox(file: string): boolean {
  return file.startsWith('inbox/');
}
