import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { askGit } from './ask-git.ts';
import { fetchCommit } from './fetch-commit.ts';
import { findTip } from './find-tip.ts';
import type { GitDeps } from './git-call.ts';
import { GitFault } from './git-fault.ts';
import { parseRemote, type Remote } from './parse-remote.ts';
import { runGit } from './run-git.ts';

export type MirrorSource = {
  /** An http(s) URL, or the absolute path of a local repository. */
  readonly remoteUrl: string;
  readonly token: string | null;
  /** Where the mirror is, or will be; its parent is created when missing. Any number of runs may share it. */
  readonly directory: string;
  /** `null`: the one the remote's `HEAD` names, which is its default branch. */
  readonly branch: string | null;
};

/** A bare repository on the host that holds the files of one remote commit, without its history. */
export type Mirror = {
  readonly directory: string;
  readonly baseSha: string;
  readonly branch: string;
};

/** Brings the branch's newest commit to this machine. A mirror that is damaged is made anew. Throws a `GitFault`. */
export async function openMirror(deps: GitDeps, source: MirrorSource, signal: AbortSignal): Promise<Mirror> {
  const remote = parseRemote(source.remoteUrl, source.token);
  const { directory } = source;
  await ensureMirror(deps, directory, signal);
  const tip = await findTip(deps, { directory, remote, branch: source.branch }, signal);
  await bring(deps, { directory, remote, sha: tip.sha }, signal);
  return { directory, baseSha: tip.sha, branch: tip.branch };
}

type Want = { readonly directory: string; readonly remote: Remote; readonly sha: string };

async function bring(deps: GitDeps, want: Want, signal: AbortSignal): Promise<void> {
  try {
    await fetchCommit(deps, want, signal);
  } catch (error) {
    if (!(error instanceof GitFault && error.kind === 'corrupt')) throw error;
    await replaceMirror(deps, want.directory, signal);
    await fetchCommit(deps, want, signal);
  }
}

async function ensureMirror(deps: GitDeps, directory: string, signal: AbortSignal): Promise<void> {
  await mkdir(directory, { recursive: true });
  if (await isSound(deps, directory, signal)) return;
  await using fresh = await initMirror(deps, signal);
  try {
    // Takes the place of an empty folder only, so that of two runs that begin at once the second keeps the first one's.
    await rename(fresh.path, directory);
  } catch (error) {
    if (await isSound(deps, directory, signal)) return;
    if (!isOccupied(error)) throw error;
    await swap(fresh, directory);
  }
}

async function replaceMirror(deps: GitDeps, directory: string, signal: AbortSignal): Promise<void> {
  await using fresh = await initMirror(deps, signal);
  await swap(fresh, directory);
}

async function isSound(deps: GitDeps, directory: string, signal: AbortSignal): Promise<boolean> {
  const { stdout } = await runGit(deps, { directory, args: ['rev-parse', '--is-bare-repository'] }, signal);
  return stdout.toString('utf8') === 'true\n';
}

type FreshMirror = AsyncDisposable & { readonly path: string; readonly scratch: string };

/** An empty mirror, away from the place it is meant for. */
async function initMirror(deps: GitDeps, signal: AbortSignal): Promise<FreshMirror> {
  const scratch = await mkdtemp(join(deps.scratch, 'mirror-'));
  const fresh = {
    scratch,
    path: join(scratch, 'fresh'),
    [Symbol.asyncDispose]: () => rm(scratch, { recursive: true, force: true }),
  };
  await mkdir(fresh.path);
  await askGit(deps, { directory: fresh.path, args: ['init', '--bare', '--quiet', '--template='] }, signal);
  return fresh;
}

async function swap(fresh: FreshMirror, directory: string): Promise<void> {
  await rename(directory, join(fresh.scratch, 'stale'));
  await rename(fresh.path, directory);
}

function isOccupied(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOTEMPTY' || error.code === 'EEXIST');
}
