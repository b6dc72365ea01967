import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Rejects unless `tar` has done all of its work. */
export async function tarEnded(tar: ChildProcess): Promise<void> {
  const [code, signal] = await once(tar, 'close');
  if (code !== 0) throw new Error(`tar ended with ${signal ?? code}`);
}
