import type { ChangeEntry, Refusal } from './change.ts';
import { findCollisions } from './find-collisions.ts';
import { judgePath } from './judge-path.ts';
import { matchPath } from './match-path.ts';
import { noId, noMode, type RawEntry } from './raw-diff.ts';

export type WriteEntry = Omit<Extract<ChangeEntry, { kind: 'write' }>, 'bytes'>;
type DeleteEntry = Extract<ChangeEntry, { kind: 'delete' }>;
/** An entry whose contents are still to come. */
export type JudgedEntry = WriteEntry | DeleteEntry;

type Rules = { readonly basePaths: readonly string[]; readonly protectedPaths: readonly string[] };
type Judgement = { readonly entries: readonly JudgedEntry[]; readonly refusals: readonly Refusal[] };

/** Applies every rule that needs no contents. `null` when git itself could not have said this. */
export function judgeEntries(raw: readonly RawEntry[], rules: Rules): Judgement | null {
  if (new Set(raw.map(({ rawPath }) => rawPath)).size < raw.length || !raw.every(isConsistent)) return null;
  const protectedBy = matchPath(rules.protectedPaths);
  const judged = raw.map((entry) => judgeEntry(entry, protectedBy));
  const entries = judged.flatMap((one) => ('entry' in one ? [one.entry] : []));
  const refusals = judged.flatMap((one) => ('refusal' in one ? [one.refusal] : []));
  return { entries, refusals: [...refusals, ...findCollisions(entries, rules.basePaths)] };
}

function isConsistent({ status, oldMode, newMode, newId }: RawEntry): boolean {
  if (status === 'D') return oldMode !== noMode && newMode === noMode && newId === noId;
  const isWritten = newMode !== noMode && newId !== noId;
  if (status === 'A') return oldMode === noMode && isWritten;
  return (status === 'M' || status === 'T') && oldMode !== noMode && isWritten;
}

type Judged = { readonly entry: JudgedEntry } | { readonly refusal: Refusal };

function judgeEntry(raw: RawEntry, protectedBy: (path: string) => string | undefined): Judged {
  const judged = judgePath(raw.rawPath);
  if ('reason' in judged) return { refusal: judged };
  const { path } = judged;
  const pattern = protectedBy(path);
  if (pattern !== undefined) return { refusal: { path, reason: `it is protected (${pattern})` } };
  const mode = raw.newMode;
  if (raw.oldMode === '160000' || mode === '160000') return { refusal: { path, reason: submodule } };
  if (raw.status === 'D') return { entry: { kind: 'delete', status: 'deleted', path } };
  if (mode === '120000') return { refusal: { path, reason: 'it is a symbolic link' } };
  if (raw.status === 'T') return { refusal: { path, reason: 'it was a symbolic link and becomes a file' } };
  if (mode !== '100644' && mode !== '100755') return { refusal: { path, reason: `its mode is ${mode}` } };
  const status = raw.status === 'A' ? 'added' : 'modified';
  return { entry: { kind: 'write', status, path, mode, blob: raw.newId } };
}

const submodule = 'it is a repository inside the repository, or a submodule';
