import { mkdtempDisposable, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { askGit } from './ask-git.ts';
import { findObjects } from './find-objects.ts';
import type { GitDeps } from './git-call.ts';

/** An empty bare repository of ours that sees the objects of somebody's, and nothing else that is theirs. */
export type BorrowedObjects = AsyncDisposable & { readonly directory: string };

export async function borrowObjects(deps: GitDeps, repository: string, signal: AbortSignal): Promise<BorrowedObjects> {
  const objects = await findObjects(repository);
  await using undo = new AsyncDisposableStack();
  const { path: directory } = undo.use(await mkdtempDisposable(join(deps.scratch, 'borrowed-')));
  await askGit(deps, { directory, args: ['init', '--bare', '--quiet', '--template='] }, signal);
  await writeFile(join(directory, 'objects/info/alternates'), `${objects}\n`);
  const owned = undo.move();
  return { directory, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
