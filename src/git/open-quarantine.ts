import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { GitDeps } from './git-call.ts';
import type { Mirror } from './open-mirror.ts';

/** A view of a mirror in which new objects and the index stay apart, and vanish unless a pack of them is taken into the mirror. */
export type Quarantine = AsyncDisposable & {
  readonly env: Readonly<
    Record<'GIT_INDEX_FILE' | 'GIT_OBJECT_DIRECTORY' | 'GIT_ALTERNATE_OBJECT_DIRECTORIES', string>
  >;
  /** Its own, on the file system of the mirrors. */
  readonly folder: string;
};

export async function openQuarantine(deps: GitDeps, { directory }: Pick<Mirror, 'directory'>): Promise<Quarantine> {
  const scratch = await mkdtemp(join(deps.scratch, 'quarantine-'));
  const objects = join(scratch, 'objects');
  await mkdir(objects);
  return {
    env: {
      GIT_INDEX_FILE: join(scratch, 'index'),
      GIT_OBJECT_DIRECTORY: objects,
      GIT_ALTERNATE_OBJECT_DIRECTORIES: join(directory, 'objects'),
    },
    folder: scratch,
    [Symbol.asyncDispose]: () => rm(scratch, { recursive: true, force: true }),
  };
}
