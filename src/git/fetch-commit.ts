import { setTimeout as delay } from 'node:timers/promises';
import { askGit } from './ask-git.ts';
import type { GitDeps } from './git-call.ts';
import { GitFault } from './git-fault.ts';
import type { Remote } from './parse-remote.ts';
import { remoteFault } from './remote-fault.ts';
import { removeAbandonedLock } from './remove-abandoned-lock.ts';
import { removeAbandonedPacks } from './remove-abandoned-packs.ts';
import { runGit } from './run-git.ts';

type Want = { readonly directory: string; readonly remote: Remote; readonly sha: string };

const attempts = 40;

/** Makes one remote commit, without its parents, part of the mirror, and keeps it there. Waits for fetches beside this one. Throws a `GitFault`, `corrupt` when the mirror is. */
export async function fetchCommit(deps: GitDeps, want: Want, signal: AbortSignal): Promise<void> {
  const ref = `refs/sandpiper/base/${want.sha}`;
  const { directory, remote } = want;
  const known = await runGit(deps, { directory, args: ['rev-parse', '--quiet', '--verify', ref] }, signal);
  if (known.exitCode === 0) {
    // A mirror loses objects when its disk was full or its machine died.
    await askGit(deps, { directory, args: ['rev-list', '--objects', '--quiet', '--max-count=1', want.sha] }, signal);
    return;
  }
  await removeAbandonedPacks(deps, directory);
  for (let attempt = 1; ; attempt += 1) {
    const args = [...fetchOnce, '--', remote.url, `${want.sha}:${ref}`];
    const result = await runGit(deps, { directory, remote, args }, signal);
    if (result.exitCode === 0) return;
    if (result.stderr.includes('File too large')) {
      await removeAbandonedPacks(deps, directory);
      throw tooLarge(deps, remote);
    }
    if (attempt === attempts || !isContention(result.stderr)) throw remoteFault(remote, result.stderr);
    await removeAbandonedLock(deps, directory, result.stderr);
    await delay(250, undefined, { signal });
  }
}

const fetchOnce = [
  'fetch',
  '--quiet',
  '--depth=1',
  '--no-tags',
  '--no-write-fetch-head',
  '--no-recurse-submodules',
  '--refmap=',
];

function tooLarge({ maxRepositoryBytes }: GitDeps, remote: Remote): GitFault {
  const limit = `${Math.round(maxRepositoryBytes / 1024 ** 2)} MiB`;
  return new GitFault('too-large', `The newest commit of ${remote.url} is larger than ${limit}.`, {
    nextAction: 'Take large files out of the branch, for example with Git LFS.',
  });
}

function isContention(stderr: string): boolean {
  return /\.lock': File exists|cannot lock ref|shallow file has changed/.test(stderr);
}
