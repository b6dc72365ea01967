import { fixedIdentity } from './fixed-identity.ts';
import type { GitDeps } from './git-call.ts';
import { gitInQuarantine } from './git-in-quarantine.ts';
import { type Meeting, mergeTip } from './merge-tip.ts';
import { openQuarantine } from './open-quarantine.ts';
import { takeInCommit } from './take-in-commit.ts';

/** Both branches in one commit of the mirror, which no ref names and nobody publishes: what the work on a merge begins with. */
export type MergedCommit = {
  readonly sha: string;
  /** Files that both changed at one place: in these they stand between marks, as far as they are text. Empty: none. */
  readonly conflicts: readonly string[];
};

/** Merges in the mirror alone; no file of either branch is written under its name, and nothing they name is run. */
export async function commitMerge(deps: GitDeps, meeting: Meeting, signal: AbortSignal): Promise<MergedCommit> {
  const { mirror, sha: ours, tip } = meeting;
  await using quarantine = await openQuarantine(deps, mirror);
  const merged = await mergeTip(deps, meeting, quarantine, signal);
  const git = gitInQuarantine(deps, { quarantine, ...mirror }, signal);
  const args = ['commit-tree', '-p', ours, '-p', tip, '-m', `${tip} in ${ours}`, merged.tree];
  const sha = await git({ args, env: fixedIdentity });
  await takeInCommit(git, { quarantine, directory: mirror.directory, sha, known: [ours, tip] });
  return { sha, conflicts: merged.kind === 'conflicts' ? merged.paths : [] };
}
