import { askGit } from './ask-git.ts';
import type { GitDeps } from './git-call.ts';
import type { Mirror } from './open-mirror.ts';

export type CommitFile = {
  readonly path: string;
  /** Of its content. */
  readonly hash: string;
  /** No symbolic link and no submodule, whose content is somewhere else. */
  readonly isRegular: boolean;
};

/** Every file in a commit of the mirror; bytes of a path that are not UTF-8 come out as U+FFFD. */
export async function listFiles(
  deps: GitDeps,
  mirror: Mirror,
  sha: string,
  signal: AbortSignal,
): Promise<readonly CommitFile[]> {
  const listing = await askGit(deps, { directory: mirror.directory, args: ['ls-tree', '-r', '-z', sha] }, signal);
  return listing.toString('utf8').split('\0').slice(0, -1).map(toFile);
}

/** `<mode> <type> <hash>\t<path>` */
function toFile(line: string): CommitFile {
  const tab = line.indexOf('\t');
  const [mode = '', , hash = ''] = line.slice(0, tab).split(' ');
  return { path: line.slice(tab + 1), hash, isRegular: mode === '100644' || mode === '100755' };
}
