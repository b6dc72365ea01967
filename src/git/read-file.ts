import type { GitDeps } from './git-call.ts';
import type { Mirror } from './open-mirror.ts';
import { runGit } from './run-git.ts';

/** A text file of a commit of the mirror; `null` when it is not there, is not text, or has more than `maxBytes`. */
export async function readFile(
  deps: GitDeps,
  file: { readonly mirror: Mirror; readonly sha: string; readonly path: string },
  maxBytes: number,
  signal: AbortSignal,
): Promise<string | null> {
  const args = ['cat-file', 'blob', `${file.sha}:${file.path}`];
  const result = await runGit(deps, { directory: file.mirror.directory, args, maxOutputBytes: maxBytes }, signal);
  if (result.isCut || result.exitCode !== 0 || result.stdout.includes(0)) return null;
  return result.stdout.toString('utf8');
}
