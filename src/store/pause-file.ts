import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** The operator's wish that nothing begins, until it is taken back. It counts for whatever process serves the data directory. */
export type Pause = {
  /** Whether what runs is stopped as well. */
  readonly stopsRuns: boolean;
};

const schema = z.object({ stopsRuns: z.boolean() });
const fileName = 'paused.json';

/** `null`: not paused. A file that says nothing clear is a pause all the same. */
export async function readPause(dataDirectory: string): Promise<Pause | null> {
  try {
    return schema.parse(JSON.parse(await readFile(join(dataDirectory, fileName), 'utf8')));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    return { stopsRuns: false };
  }
}

export async function writePause(dataDirectory: string, pause: Pause): Promise<void> {
  await mkdir(dataDirectory, { recursive: true, mode: 0o700 });
  const path = join(dataDirectory, fileName);
  await writeFile(`${path}.part`, JSON.stringify(pause), { mode: 0o600 });
  await rename(`${path}.part`, path);
}

export async function removePause(dataDirectory: string): Promise<void> {
  await rm(join(dataDirectory, fileName), { force: true });
}
