import { askGit } from './ask-git.ts';
import type { GitDeps } from './git-call.ts';
import type { Mirror } from './open-mirror.ts';

/** Lines of a file at base, and those that stand in their place at head. */
export type Hunk = { readonly before: LineRange; readonly after: LineRange };

/** Counted from 1; `count` 0: none, in front of line `start`. */
export type LineRange = { readonly start: number; readonly count: number };

export type FileAtHead = {
  readonly mirror: Mirror;
  readonly head: string;
  readonly path: string;
  /** Changes at most so many lines apart are one hunk; left out: three. */
  readonly apart?: number;
};

/** Where a text file differs between base and head. */
export async function readHunks(
  deps: GitDeps,
  { mirror, head, path, apart = 3 }: FileAtHead,
  signal: AbortSignal,
): Promise<readonly Hunk[]> {
  const args = [...bareDiff, `--inter-hunk-context=${apart}`, mirror.baseSha, head, '--', path];
  const patch = (await askGit(deps, { directory: mirror.directory, args }, signal)).toString('latin1');
  return [...patch.matchAll(/^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/gm)].map(
    ([, beforeStart, beforeCount, afterStart, afterCount]) => ({
      before: toRange(beforeStart, beforeCount),
      after: toRange(afterStart, afterCount),
    }),
  );
}

/** Git names the line before where there are none. */
function toRange(start = '0', count = '1'): LineRange {
  return count === '0' ? { start: Number(start) + 1, count: 0 } : { start: Number(start), count: Number(count) };
}

const bareDiff = [
  'diff-tree',
  '-r',
  '-p',
  '--unified=0',
  '--diff-algorithm=histogram',
  '--no-ext-diff',
  '--no-textconv',
  '--no-renames',
  '--no-color',
];
