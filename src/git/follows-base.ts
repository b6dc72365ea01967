import { mkdtempDisposable } from 'node:fs/promises';
import { join } from 'node:path';
import { askGit } from './ask-git.ts';
import { findObjects } from './find-objects.ts';
import type { GitDeps } from './git-call.ts';
import type { Remote } from './parse-remote.ts';
import { remoteFault } from './remote-fault.ts';
import { runGit } from './run-git.ts';

export type Lineage = { readonly remote: Remote; readonly baseSha: string; readonly tip: string };

/** In commits. A branch that goes on by more while one run works is taken for rewritten. */
const depth = 1000;
const ref = 'refs/sandpiper/tip';

/**
 * Whether a branch that is at `tip` only went on since it was at `baseSha`, or was rewritten. Asked in a repository that is
 * thrown away, so that no mirror ever holds a history; of a remote that can, only commits are taken, without any file.
 */
export async function followsBase(deps: GitDeps, lineage: Lineage, signal: AbortSignal): Promise<boolean> {
  const { remote, baseSha, tip } = lineage;
  await using scratch = await mkdtempDisposable(join(deps.scratch, 'history-'));
  const directory = scratch.path;
  await askGit(deps, { directory, args: ['init', '--bare', '--quiet', '--template='] }, signal);
  const env = remote.scheme === 'file' ? { GIT_OBJECT_DIRECTORY: await findObjects(remote.url) } : {};
  if (remote.scheme !== 'file') await fetchHistory(deps, { directory, remote, tip }, signal);
  const args = ['merge-base', '--is-ancestor', baseSha, tip];
  return (await runGit(deps, { directory, args, env }, signal)).exitCode === 0;
}

type Want = { readonly directory: string; readonly remote: Remote; readonly tip: string };

async function fetchHistory(deps: GitDeps, { directory, remote, tip }: Want, signal: AbortSignal): Promise<void> {
  const args = ['fetch', '--quiet', `--depth=${depth}`, '--filter=tree:0', ...plain, '--', remote.url, `${tip}:${ref}`];
  const result = await runGit(deps, { directory, remote, args }, signal);
  if (result.exitCode !== 0) throw remoteFault(remote, result.stderr);
}

const plain = ['--no-tags', '--no-write-fetch-head', '--no-recurse-submodules', '--refmap='];
