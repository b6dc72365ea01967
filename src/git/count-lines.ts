import { askGit } from './ask-git.ts';
import type { Change } from './change.ts';
import type { GitDeps } from './git-call.ts';
import type { Mirror } from './open-mirror.ts';

export type LineCount = {
  readonly path: string;
  readonly status: 'added' | 'modified' | 'deleted';
  /** `null` for a file that is not text. */
  readonly lines: { readonly added: number; readonly removed: number } | null;
};

/** How many lines each entry of the change adds and removes, by git's own count between base and `head`. */
export async function countLines(
  deps: GitDeps,
  source: { readonly mirror: Mirror; readonly change: Change; readonly head: string },
  signal: AbortSignal,
): Promise<readonly LineCount[]> {
  const { mirror, change, head } = source;
  const args = [
    'diff-tree',
    '-r',
    '-z',
    '--numstat',
    '--no-renames',
    '--no-ext-diff',
    '--no-textconv',
    change.baseSha,
    head,
  ];
  const listing = (await askGit(deps, { directory: mirror.directory, args }, signal)).toString('utf8');
  const counts = new Map(listing.split('\0').map(parseCount));
  return change.entries.map(({ path, status }) => ({ path, status, lines: counts.get(path) ?? null }));
}

function parseCount(line: string): readonly [string, LineCount['lines']] {
  const [added = '', removed = '', path = ''] = line.split('\t');
  const isText = /^\d+$/.test(added) && /^\d+$/.test(removed);
  return [path, isText ? { added: Number(added), removed: Number(removed) } : null];
}
