import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { GitDeps } from './git-call.ts';
import type { Mirror } from './open-mirror.ts';

/** A view of a mirror in which new objects and the index stay apart, and vanish unless they are packed into the mirror. */
export type Quarantine = AsyncDisposable & {
  readonly env: Readonly<Record<string, string>>;
  /** What `git pack-objects` is given so that the mirror gets the pack. */
  readonly packPrefix: string;
};

export async function openQuarantine(deps: GitDeps, { directory }: Mirror): Promise<Quarantine> {
  const scratch = await mkdtemp(join(deps.scratch, 'quarantine-'));
  const objects = join(scratch, 'objects');
  await mkdir(objects);
  return {
    env: {
      GIT_INDEX_FILE: join(scratch, 'index'),
      GIT_OBJECT_DIRECTORY: objects,
      GIT_ALTERNATE_OBJECT_DIRECTORIES: join(directory, 'objects'),
    },
    packPrefix: join(directory, 'objects', 'pack', 'pack'),
    [Symbol.asyncDispose]: () => rm(scratch, { recursive: true, force: true }),
  };
}
