import { rm, stat } from 'node:fs/promises';
import { sep } from 'node:path';
import type { GitDeps } from './git-call.ts';

/** Removes the lock that git complains about, if it is older than any git command may live: its owner was killed. */
export async function removeAbandonedLock(deps: GitDeps, directory: string, stderr: string): Promise<void> {
  const path = /'([^']+\.lock)': File exists/.exec(stderr)?.[1];
  if (path === undefined || !path.startsWith(directory + sep) || path.includes('..')) return;
  const lock = await stat(path).catch(() => null);
  if (lock !== null && Date.now() - lock.mtimeMs > deps.timeoutMs) await rm(path, { force: true });
}
