import { rename, rm, writeFile } from 'node:fs/promises';

/** A file that is there whole, and on the disk, or not at all. Until then it is `part`, which nobody else writes and nobody misses. */
export async function placeFile(part: string, path: string, content: unknown): Promise<void> {
  try {
    await writeFile(part, JSON.stringify(content), { mode: 0o600, flush: true });
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}
