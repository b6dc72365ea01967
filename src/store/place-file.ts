import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A file that is there whole, and on the disk, or not at all. It is written in a folder that may be emptied at any start. */
export async function placeFile(arriving: string, path: string, content: object): Promise<void> {
  const part = join(arriving, randomUUID());
  try {
    await writeFile(part, JSON.stringify(content), { mode: 0o600, flush: true });
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
