import { randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A name that this state directory has to itself, wherever it is mounted: made once, kept in it. */
export async function installationId(stateDirectory: string): Promise<string> {
  const file = join(stateDirectory, 'installation-id');
  await mkdir(stateDirectory, { recursive: true, mode: 0o700 });
  try {
    await writeFile(file, randomUUID(), { flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  return await readFile(file, 'utf8');
}
