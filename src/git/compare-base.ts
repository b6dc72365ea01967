import { askGit } from './ask-git.ts';
import { fetchCommit } from './fetch-commit.ts';
import { findTip } from './find-tip.ts';
import { fixedIdentity } from './fixed-identity.ts';
import type { GitDeps } from './git-call.ts';
import { localFault } from './local-fault.ts';
import type { Mirror } from './open-mirror.ts';
import { openQuarantine } from './open-quarantine.ts';
import { parseRemote } from './parse-remote.ts';
import { parseRawDiff } from './raw-diff.ts';
import { runGit } from './run-git.ts';

export type BaseQuestion = {
  readonly mirror: Mirror;
  /** The commit made from the mirror's base. */
  readonly sha: string;
  readonly remoteUrl: string;
  readonly token: string | null;
};

/** What became of the branch a change was made from. */
export type BaseNow =
  | { readonly kind: 'same' }
  /** It goes on, and the change still applies; `paths` are the files that both changed. */
  | { readonly kind: 'moved'; readonly tip: string; readonly paths: readonly string[] }
  | { readonly kind: 'conflicts'; readonly tip: string; readonly paths: readonly string[] };

/** Asks the remote where the base branch stands now and, if it moved, tries the change on it. No branch is touched by it. */
export async function compareBase(deps: GitDeps, question: BaseQuestion, signal: AbortSignal): Promise<BaseNow> {
  const { mirror } = question;
  const { directory } = mirror;
  const remote = parseRemote(question.remoteUrl, question.token);
  const { sha: tip } = await findTip(deps, { directory, remote, branch: mirror.branch }, signal);
  if (tip === mirror.baseSha) return { kind: 'same' };
  await fetchCommit(deps, { directory, remote, sha: tip }, signal);
  return await tryOn(deps, { mirror, sha: question.sha, tip }, signal);
}

type Trial = { readonly mirror: Mirror; readonly sha: string; readonly tip: string };

/** The mirror knows no history, so the tip's files are put on the base as one commit: then base is what both have in common. */
async function tryOn(deps: GitDeps, { mirror, sha, tip }: Trial, signal: AbortSignal): Promise<BaseNow> {
  await using quarantine = await openQuarantine(deps, mirror);
  const { directory, baseSha } = mirror;
  const env = { ...quarantine.env, ...fixedIdentity };
  const commit = ['commit-tree', '-p', baseSha, '-m', 'The base as it is now', `${tip}^{tree}`];
  const moved = (await askGit(deps, { directory, args: commit, env }, signal)).toString('latin1').trim();
  const call = {
    directory,
    env,
    args: ['merge-tree', '--write-tree', '--name-only', '-z', '--no-messages', moved, sha],
  };
  const merged = await runGit(deps, call, signal);
  if (merged.isCut || merged.exitCode > 1 || merged.exitCode < 0) throw localFault(call, merged);
  if (merged.exitCode === 1) return { kind: 'conflicts', tip, paths: conflictsIn(merged.stdout) };
  const theirs = new Set(await changedPaths(deps, { mirror, to: tip }, signal));
  const ours = await changedPaths(deps, { mirror, to: sha }, signal);
  return { kind: 'moved', tip, paths: ours.filter((path) => theirs.has(path)) };
}

/** After the id of the tree; a path may be named once for each of its sides. */
function conflictsIn(output: Buffer): readonly string[] {
  return [...new Set(output.toString('utf8').split('\0').slice(1))].filter((path) => path !== '');
}

async function changedPaths(
  deps: GitDeps,
  { mirror, to }: { readonly mirror: Mirror; readonly to: string },
  signal: AbortSignal,
): Promise<readonly string[]> {
  const args = ['diff-tree', '-r', '-z', '--raw', '--no-renames', '--no-abbrev', mirror.baseSha, to];
  const diff = await askGit(deps, { directory: mirror.directory, args }, signal);
  return (parseRawDiff(diff) ?? []).map(({ rawPath }) => Buffer.from(rawPath, 'latin1').toString('utf8'));
}
