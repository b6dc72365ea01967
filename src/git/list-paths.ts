import { askGit } from './ask-git.ts';
import type { GitDeps } from './git-call.ts';
import type { Mirror } from './open-mirror.ts';

/** Every path in a commit of the mirror; bytes that are not UTF-8 come out as U+FFFD. */
export async function listPaths(
  deps: GitDeps,
  mirror: Mirror,
  sha: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const args = ['ls-tree', '-r', '-z', '--name-only', sha];
  const listing = await askGit(deps, { directory: mirror.directory, args }, signal);
  return listing.toString('utf8').split('\0').slice(0, -1);
}
