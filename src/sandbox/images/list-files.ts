import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Every file under `folder` that goes into an image, in one order everywhere. READMEs do not. */
export async function listFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name !== 'README.md')
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
