import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../../errors.ts';
import type { GitDeps } from '../../git/git-call.ts';
import { GitFault } from '../../git/git-fault.ts';
import { listPaths } from '../../git/list-paths.ts';
import type { Mirror } from '../../git/open-mirror.ts';
import type { KnownOf } from '../recording/recorded-event.ts';

/** The mirror a run worked from, if its base commit is still there; nothing is fetched. Throws a `Fault` when it is not. */
export async function openRecordedMirror(
  git: GitDeps,
  dataDirectory: string,
  { mirror: name, sha, branch }: KnownOf<'run.base'>,
  signal: AbortSignal,
): Promise<Mirror> {
  const mirror = { directory: join(dataDirectory, 'mirrors', name), baseSha: sha, branch };
  const isThere = await access(mirror.directory).then(
    () => true,
    () => false,
  );
  if (!isThere) throw gone(sha, `there is no mirror ${name} in this data directory`);
  try {
    await listPaths(git, mirror, sha, signal);
    return mirror;
  } catch (error) {
    if (!(error instanceof GitFault)) throw error;
    throw gone(sha, 'the mirror does not have it any more', error);
  }
}

function gone(sha: string, why: string, cause?: unknown): Fault {
  return new Fault(`The commit ${sha.slice(0, 12)}, which the run began with, cannot be had: ${why}.`, {
    cause,
    nextAction: 'Replay a run in the data directory it was made in, before its mirror is removed.',
  });
}
