import { mkdtempDisposable } from 'node:fs/promises';
import { join } from 'node:path';
import { askGit } from './ask-git.ts';
import { findObjects } from './find-objects.ts';
import type { GitDeps } from './git-call.ts';
import type { Remote } from './parse-remote.ts';
import { remoteFault } from './remote-fault.ts';
import { runGit } from './run-git.ts';

/** Commits and their parents, without any file, in a repository that is thrown away: no mirror ever holds a history. */
export type History = AsyncDisposable & {
  readonly directory: string;
  /** For the environment of git, there. */
  readonly env: Readonly<Record<string, string>>;
};

/** In commits, from each tip. What is older is taken for not there. */
const depth = 1000;

export async function fetchHistory(
  deps: GitDeps,
  { remote, tips }: { readonly remote: Remote; readonly tips: readonly string[] },
  signal: AbortSignal,
): Promise<History> {
  await using undo = new AsyncDisposableStack();
  const { path: directory } = undo.use(await mkdtempDisposable(join(deps.scratch, 'history-')));
  await askGit(deps, { directory, args: ['init', '--bare', '--quiet', '--template='] }, signal);
  const isLocal = remote.scheme === 'file';
  const env = isLocal ? { GIT_OBJECT_DIRECTORY: await findObjects(remote.url) } : {};
  if (!isLocal) {
    const wants = tips.map((tip, at) => `${tip}:refs/sandpiper/tip/${at}`);
    const args = ['fetch', '--quiet', `--depth=${depth}`, '--filter=tree:0', ...plain, '--', remote.url, ...wants];
    const result = await runGit(deps, { directory, remote, args }, signal);
    if (result.exitCode !== 0) throw remoteFault(remote, result.stderr);
  }
  const owned = undo.move();
  return { directory, env, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

const plain = ['--no-tags', '--no-write-fetch-head', '--no-recurse-submodules', '--refmap='];
