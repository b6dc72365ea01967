import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileDigest } from './record-event.ts';

/** One name, or one in a folder; nothing hidden, and no way out of the record. */
const lawful = /^(?:[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}\/)?[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}$/;

/** What is wrong with a file that an event vouches for; `null`: nothing. Only a regular file of the right size is opened. */
export async function checkFile(directory: string, { file, sha256, bytes }: FileDigest): Promise<string | null> {
  if (!lawful.test(file)) return `${file} is no name of a file in a record`;
  const path = join(directory, file);
  const found = await lstat(path).catch(() => null);
  if (found === null) return `${file} is missing`;
  if (!found.isFile()) return `${file} is not a regular file`;
  if (found.size !== bytes) return `${file} has ${found.size} bytes instead of ${bytes}`;
  return (await hashFile(path)) === sha256 ? null : `${file} was changed after it was written`;
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest('hex');
}
