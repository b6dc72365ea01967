import { askGit } from './ask-git.ts';
import { fetchCommit } from './fetch-commit.ts';
import { findTip } from './find-tip.ts';
import { followsBase } from './follows-base.ts';
import type { GitDeps } from './git-call.ts';
import { GitFault } from './git-fault.ts';
import { type Meeting, mergeTip } from './merge-tip.ts';
import type { Mirror } from './open-mirror.ts';
import { openQuarantine } from './open-quarantine.ts';
import { parseRemote, type Remote } from './parse-remote.ts';
import { parseRawDiff } from './raw-diff.ts';

export type BaseQuestion = {
  readonly mirror: Mirror;
  /** The commit made from the mirror's base. */
  readonly sha: string;
  readonly remoteUrl: string;
  readonly token: string | null;
};

/** Where a branch stands that a change was made from. */
export type BaseNow =
  | { readonly kind: 'same' }
  /** The change still applies; `paths` are the files that both changed. */
  | ({ readonly kind: 'moved' } & MovedBase)
  | ({ readonly kind: 'conflicts' } & MovedBase);

type MovedBase = {
  readonly tip: string;
  readonly paths: readonly string[];
  /** It does not go on from where it was: somebody replaced its history. */
  readonly isRewritten: boolean;
};

/** What became of that branch; of one that is gone, it is looked whether the default branch goes on from where it was. */
export type BaseFate =
  | BaseNow
  | { readonly kind: 'renamed'; readonly branch: string }
  | { readonly kind: 'gone'; readonly branch: string };

/** Asks the remote where the base branch stands now and, if it moved, tries the change on it. No branch is touched by it. */
export async function compareBase(deps: GitDeps, question: BaseQuestion, signal: AbortSignal): Promise<BaseFate> {
  const { mirror, sha } = question;
  const { directory, baseSha, branch } = mirror;
  const remote = parseRemote(question.remoteUrl, question.token);
  const found = await lookFor(deps, { directory, remote, branch }, signal);
  if (found === null) return await lookElsewhere(deps, mirror, remote, signal);
  const { sha: tip } = found;
  if (tip === baseSha) return { kind: 'same' };
  await fetchCommit(deps, { directory, remote, sha: tip }, signal);
  const isRewritten = !(await followsBase(deps, { remote, baseSha, tip }, signal));
  return { ...(await tryOn(deps, { mirror, sha, tip }, signal)), tip, isRewritten };
}

/** `null`: there is no such branch. */
async function lookFor(deps: GitDeps, question: Parameters<typeof findTip>[1], signal: AbortSignal) {
  try {
    return await findTip(deps, question, signal);
  } catch (error) {
    if (error instanceof GitFault && error.kind === 'unknown-branch') return null;
    throw error;
  }
}

async function lookElsewhere(
  deps: GitDeps,
  { directory, baseSha, branch }: Mirror,
  remote: Remote,
  signal: AbortSignal,
): Promise<BaseFate> {
  const other = await lookFor(deps, { directory, remote, branch: null }, signal);
  if (other === null) return { kind: 'gone', branch };
  const goesOn = other.sha === baseSha || (await followsBase(deps, { remote, baseSha, tip: other.sha }, signal));
  return goesOn ? { kind: 'renamed', branch: other.branch } : { kind: 'gone', branch };
}

async function tryOn(deps: GitDeps, meeting: Meeting, signal: AbortSignal) {
  const { mirror, sha, tip } = meeting;
  await using quarantine = await openQuarantine(deps, mirror);
  const merged = await mergeTip(deps, meeting, quarantine, signal);
  if (merged.kind === 'conflicts') return { kind: merged.kind, paths: merged.paths };
  const theirs = new Set(await changedPaths(deps, { mirror, to: tip }, signal));
  const ours = await changedPaths(deps, { mirror, to: sha }, signal);
  return { kind: 'moved' as const, paths: ours.filter((path) => theirs.has(path)) };
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
