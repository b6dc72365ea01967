import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../errors.ts';

/** Keeps a second server from serving the same data directory; a lock whose process is gone counts for nothing. */
export async function lockDirectory(dataDirectory: string): Promise<AsyncDisposable> {
  const file = join(dataDirectory, 'server.pid');
  await mkdir(dataDirectory, { recursive: true, mode: 0o700 });
  const holder = Number(await readFile(file, 'utf8').catch(() => ''));
  if (holder !== process.pid && isAlive(holder)) {
    throw new Fault(`Another Sandpiper, process ${holder}, serves ${dataDirectory}.`, {
      nextAction: 'Stop it, or give this one a SANDPIPER_DATA_DIR of its own.',
    });
  }
  await writeFile(file, String(process.pid), { mode: 0o600 });
  return { [Symbol.asyncDispose]: () => rm(file, { force: true }) };
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
