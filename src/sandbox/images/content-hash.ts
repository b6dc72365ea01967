import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { listFiles } from './list-files.ts';

/** Twelve hexadecimal digits that change when a file in `folders`, its name, or `salt` changes. READMEs do not count. */
export async function contentHash(folders: readonly string[], salt: string): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(salt));
  for (const folder of folders) {
    for (const file of await listFiles(folder)) {
      const bytes = await readFile(file);
      hash.update(JSON.stringify([relative(folder, file), bytes.length])).update(bytes);
    }
  }
  return hash.digest('hex').slice(0, 12);
}
