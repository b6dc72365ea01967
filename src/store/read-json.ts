import { readFile } from 'node:fs/promises';

/** `null` where it is no JSON: whoever asked knows what becomes of the file. Throws when it cannot be read at all. */
export async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8');
  try {
    return JSON.parse(text);
  } catch {
    // The reader's schema takes `null` as little as what it was.
    return null;
  }
}
