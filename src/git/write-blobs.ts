import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Change } from './change.ts';
import { corruptChange } from './corrupt-change.ts';
import type { GitInQuarantine } from './git-in-quarantine.ts';

/** All at once, since a process for each would cost more than everything else; each file under a number for a name. */
export async function writeBlobs(git: GitInQuarantine, folder: string, { entries }: Change): Promise<void> {
  const writes = entries.filter((entry) => entry.kind === 'write');
  const blobs = join(folder, 'blobs');
  await mkdir(blobs);
  const files = writes.map((_, at) => join(blobs, String(at)));
  for (const [at, { bytes }] of writes.entries()) await writeFile(join(blobs, String(at)), bytes);
  const args = ['hash-object', '-w', '--no-filters', '--stdin-paths'];
  const ids = (await git({ args, input: files.map((file) => `${file}\n`).join('') })).split('\n');
  const wrong = writes.find(({ blob }, at) => ids[at] !== blob);
  if (wrong !== undefined) throw corruptChange(`${wrong.path} is not what its id says`);
}
