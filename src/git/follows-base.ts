import { fetchHistory } from './fetch-history.ts';
import type { GitDeps } from './git-call.ts';
import type { Remote } from './parse-remote.ts';
import { runGit } from './run-git.ts';

export type Lineage = { readonly remote: Remote; readonly baseSha: string; readonly tip: string };

/**
 * Whether a branch that is at `tip` only went on since it was at `baseSha`, or was rewritten. One that goes on by more commits
 * than are fetched while one run works is taken for rewritten.
 */
export async function followsBase(deps: GitDeps, lineage: Lineage, signal: AbortSignal): Promise<boolean> {
  const { remote, baseSha, tip } = lineage;
  await using history = await fetchHistory(deps, { remote, tips: [tip] }, signal);
  const { directory, env } = history;
  const args = ['merge-base', '--is-ancestor', baseSha, tip];
  return (await runGit(deps, { directory, args, env }, signal)).exitCode === 0;
}
