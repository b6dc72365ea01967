import type { GitDeps } from '../../git/git-call.ts';
import { hasMarks } from '../../git/has-marks.ts';
import { listPaths } from '../../git/list-paths.ts';
import { sideOf } from '../../git/merge-tip.ts';
import type { Mirror } from '../../git/open-mirror.ts';
import { readFile } from '../../git/read-file.ts';

const maxBytes = 4 * 1024 * 1024;

/** Of files in which a merge put both sides beside one another, those in which they still are, whole files of one side included. */
export async function findMarks(
  git: GitDeps,
  { mirror, sha, conflicts }: { readonly mirror: Mirror; readonly sha: string; readonly conflicts: readonly string[] },
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (conflicts.length === 0) return [];
  const paths = await listPaths(git, mirror, sha, signal);
  const wanted = new Set(conflicts);
  const beside = paths.filter((path) => sideOf.test(path) && wanted.has(path.replace(sideOf, '')));
  const marked: string[] = [];
  for (const path of conflicts) {
    const text = await readFile(git, { mirror, sha, path }, maxBytes, signal);
    if (text !== null && hasMarks(text)) marked.push(path);
  }
  return [...marked, ...beside];
}
