import { createHash } from 'node:crypto';
import type { Change, ChangeEntry } from '../../src/git/change.ts';
import { commitChange } from '../../src/git/commit-change.ts';
import { listPaths } from '../../src/git/list-paths.ts';
import type { Mirror } from '../../src/git/open-mirror.ts';
import { type Files, gitDeps, never } from './git-fixture.ts';
import { gitJourney } from './git-journey.ts';

/** What a change writes, by path; what it deletes; which of what it writes can be executed. */
export type ChangedFiles = {
  readonly writes?: Files;
  readonly deletes?: readonly string[];
  readonly executable?: readonly string[];
};

/** A repository, its mirror, and a change of it committed there as a run does; the repository may go on. */
export async function committedChange(
  base: Files,
  changed: ChangedFiles,
  prepare?: (repository: string) => Promise<unknown>,
) {
  const journey = await gitJourney(base, prepare);
  const committed = await commitChanged(journey.mirror, changed);
  return { ...journey, ...committed, [Symbol.asyncDispose]: () => journey[Symbol.asyncDispose]() };
}

export async function commitChanged(mirror: Mirror, changed: ChangedFiles) {
  const change = await changeOf(mirror, changed);
  const author = { name: 'Sandpiper', email: 'sandpiper@localhost' };
  const { sha } = await commitChange(gitDeps(), mirror, { change, message: 'Fix', author, at: new Date(0) }, never);
  return { change, sha };
}

async function changeOf(mirror: Mirror, { writes = {}, deletes = [], executable = [] }: ChangedFiles): Promise<Change> {
  const known = new Set(await listPaths(gitDeps(), mirror, mirror.baseSha, never));
  const written = Object.entries(writes).map(([path, contents]): ChangeEntry => {
    const bytes = Buffer.from(contents);
    const blob = createHash('sha1').update(`blob ${bytes.byteLength}\0`).update(bytes).digest('hex');
    const mode = executable.includes(path) ? '100755' : '100644';
    return { kind: 'write', status: known.has(path) ? 'modified' : 'added', path, mode, blob, bytes };
  });
  const deleted = deletes.map((path): ChangeEntry => ({ kind: 'delete', status: 'deleted', path }));
  return { baseSha: mirror.baseSha, entries: [...written, ...deleted] };
}
