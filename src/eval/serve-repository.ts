import { mkdir, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { askGit } from '../git/ask-git.ts';
import { fetchCommit } from '../git/fetch-commit.ts';
import { findTip } from '../git/find-tip.ts';
import type { GitDeps } from '../git/git-call.ts';
import type { Mirror } from '../git/open-mirror.ts';
import { parseRemote } from '../git/parse-remote.ts';
import { commitFolder } from './commit-folder.ts';

export type RepositorySource = {
  /** As the manifest has it: a URL, or a path relative to `manifestDirectory`. */
  readonly repository: string;
  readonly base: string | undefined;
  readonly manifestDirectory: string;
  /** Of the bare repository; made where it is missing. */
  readonly directory: string;
};

export type ServedRepository = {
  /** A bare repository whose one branch, `main`, is the base: what the runs of the task fetch from. */
  readonly mirror: Mirror;
  /** For people and the model. */
  readonly name: string;
};

/** Brings the base of a task to this machine, wherever it comes from. Throws a `Fault` when it cannot be had. */
export async function serveRepository(
  deps: GitDeps,
  source: RepositorySource,
  signal: AbortSignal,
): Promise<ServedRepository> {
  const { directory, repository, manifestDirectory } = source;
  const isUrl = /^https?:\/\//.test(repository);
  const place = isUrl ? repository : resolve(manifestDirectory, repository);
  const isFolder = !isUrl && !(await isGitRepository(place));
  const baseSha = isFolder
    ? await commitFolder(deps, { folder: place, directory }, signal)
    : await fetchBase(deps, { directory, url: place, base: source.base ?? null }, signal);
  return { mirror: { directory, baseSha, branch: 'main' }, name: isUrl ? nameOf(repository) : basename(place) };
}

async function isGitRepository(path: string): Promise<boolean> {
  for (const sign of ['.git', 'HEAD']) {
    if ((await stat(join(path, sign)).catch(() => null)) !== null) return true;
  }
  return false;
}

type Wanted = { readonly directory: string; readonly url: string; readonly base: string | null };

async function fetchBase(deps: GitDeps, { directory, url, base }: Wanted, signal: AbortSignal): Promise<string> {
  const remote = parseRemote(url, null);
  await mkdir(directory, { recursive: true });
  const git = (...args: readonly string[]) => askGit(deps, { directory, args }, signal);
  await git('init', '--bare', '--quiet', '--template=', '--initial-branch=main');
  const isId = base !== null && /^[0-9a-f]{40}$/.test(base);
  const sha = isId ? base : (await findTip(deps, { directory, remote, branch: base }, signal)).sha;
  await fetchCommit(deps, { directory, remote, sha }, signal);
  await git('update-ref', 'refs/heads/main', sha);
  return sha;
}

/** `owner/name`, or what comes nearest. */
function nameOf(url: string): string {
  const parts = new URL(url).pathname.split('/').filter((part) => part !== '');
  return parts
    .slice(-2)
    .join('/')
    .replace(/\.git$/, '');
}
