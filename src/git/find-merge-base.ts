import { fetchHistory } from './fetch-history.ts';
import type { GitDeps } from './git-call.ts';
import { localFault } from './local-fault.ts';
import type { Remote } from './parse-remote.ts';
import { runGit } from './run-git.ts';

export type Fork = { readonly remote: Remote; readonly one: string; readonly other: string };

/**
 * The commit that two branches went apart at; `null` when they have none in common among the commits that are looked at. Git's own
 * walk decides, over commits whose every byte was hashed: nobody's word is taken for it.
 */
export async function findMergeBase(deps: GitDeps, fork: Fork, signal: AbortSignal): Promise<string | null> {
  const { remote, one, other } = fork;
  await using history = await fetchHistory(deps, { remote, tips: [...new Set([one, other])] }, signal);
  const { directory, env } = history;
  const call = { directory, args: ['merge-base', one, other], env };
  const found = await runGit(deps, call, signal);
  if (found.exitCode === 1) return null;
  if (found.exitCode !== 0) throw localFault(call, found);
  return found.stdout.toString('latin1').trim();
}
