import { mkdtempDisposable } from 'node:fs/promises';
import { join } from 'node:path';
import { askGit } from './ask-git.ts';
import type { Change } from './change.ts';
import { fixedIdentity } from './fixed-identity.ts';
import type { GitDeps } from './git-call.ts';
import type { Mirror } from './open-mirror.ts';
import { noId } from './raw-diff.ts';

export type Composition = {
  readonly mirror: Mirror;
  /** A change whose commit is in the mirror. */
  readonly change: Change;
  /** Which of the files it writes are taken. */
  readonly takes: (path: string) => boolean;
};

/**
 * Makes a commit in the mirror that has the files of the base, and of the change only those that are wanted; nothing that the
 * change deletes is missing, unless it is in the way. Gives its id. No ref names it, so that it is never published.
 */
export async function composeCommit(
  deps: GitDeps,
  { mirror, change, takes }: Composition,
  signal: AbortSignal,
): Promise<string> {
  await using scratch = await mkdtempDisposable(join(deps.scratch, 'compose-'));
  const env = { ...fixedIdentity, GIT_INDEX_FILE: join(scratch.path, 'index') };
  const git = async (args: readonly string[], input = '') => {
    const call = { directory: mirror.directory, args, env, input: Buffer.from(input) };
    return (await askGit(deps, call, signal)).toString('latin1').trimEnd();
  };
  await git(['read-tree', change.baseSha]);
  await git(['update-index', '-z', '--index-info'], indexInfo(change, takes));
  const tree = await git(['write-tree']);
  return await git(['commit-tree', '-m', `Some files of a change to ${change.baseSha}`, tree]);
}

/** A file may stand where the base has a folder, and the other way round. */
function indexInfo({ entries }: Change, takes: (path: string) => boolean): string {
  const written = entries.filter((entry) => entry.kind === 'write').filter(({ path }) => takes(path));
  const deleted = entries.filter(({ kind }) => kind === 'delete').map(({ path }) => path);
  const isBelow = (path: string) => written.some((entry) => path.startsWith(`${entry.path}/`));
  const isAbove = (path: string) => written.some((entry) => entry.path.startsWith(`${path}/`));
  const inTheWay = deleted.filter((path) => isBelow(path) || isAbove(path));
  return [
    ...inTheWay.map((path) => `0 ${noId}\t${path}\0`),
    ...written.map(({ mode, blob, path }) => `${mode} ${blob}\t${path}\0`),
  ].join('');
}
