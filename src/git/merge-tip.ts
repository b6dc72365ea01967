import { askGit } from './ask-git.ts';
import { fixedIdentity } from './fixed-identity.ts';
import type { GitDeps } from './git-call.ts';
import { localFault } from './local-fault.ts';
import type { Mirror } from './open-mirror.ts';
import type { Quarantine } from './open-quarantine.ts';
import { runGit } from './run-git.ts';

/** A commit that goes on from the mirror's base, and one that another branch came to from there; both are in the mirror. */
export type Meeting = { readonly mirror: Mirror; readonly sha: string; readonly tip: string };

export type Merged =
  | { readonly kind: 'merged'; readonly tree: string }
  /** In the files of the tree both sides stand between marks, as far as they are text. */
  | { readonly kind: 'conflicts'; readonly tree: string; readonly paths: readonly string[] };

/**
 * Puts both together in a quarantine, where the tree stays. The mirror knows no history, so the files of each are put on the base
 * as one commit: then base is what both have in common, even where a branch was rewritten.
 */
export async function mergeTip(
  deps: GitDeps,
  { mirror, sha, tip }: Meeting,
  quarantine: Pick<Quarantine, 'env'>,
  signal: AbortSignal,
): Promise<Merged> {
  const { directory, baseSha } = mirror;
  const env = { ...quarantine.env, ...fixedIdentity };
  const onBase = async (commit: string, message: string) => {
    const args = ['commit-tree', '-p', baseSha, '-m', message, `${commit}^{tree}`];
    return (await askGit(deps, { directory, args, env }, signal)).toString('latin1').trim();
  };
  const theirs = await onBase(tip, 'The other branch as it is now');
  const ours = await onBase(sha, 'The change');
  const args = ['merge-tree', '--write-tree', '--name-only', '-z', '--no-messages', theirs, ours];
  const call = { directory, env, args };
  const merged = await runGit(deps, call, signal);
  if (merged.isCut || merged.exitCode > 1 || merged.exitCode < 0) throw localFault(call, merged);
  const [tree = '', ...named] = merged.stdout.toString('utf8').split('\0');
  if (merged.exitCode === 0) return { kind: 'merged', tree };
  const paths = named.filter((name) => name !== '').map((name) => name.replace(sideOf, ''));
  return { kind: 'conflicts', tree, paths: [...new Set(paths)] };
}

/** Where a file and a link or a folder want one name, git adds to it which commit each is from. */
export const sideOf = /~[0-9a-f]{40}(?:_\d{1,9})?$/;
