import { explainUnusable } from '../edit/explain-unusable.ts';
import { findUnwritable } from '../edit/find-unwritable.ts';
import { encodeLike, type FoundFile, type TextFile } from '../text-file.ts';
import { applyChunks } from './apply-chunks.ts';
import type { FilePatch } from './patch.ts';

/** One file as it was read and as it is to be. */
export type PlannedChange = {
  readonly path: string;
  /** `null`: it is not there. */
  readonly before: Extract<FoundFile, { readonly kind: 'text' }> | null;
  /** With LF line ends, as it is shown; `null`: it is removed. */
  readonly after: string | null;
  /** What is written. */
  readonly bytes: string;
  /** `null`: as it is, or an ordinary one. */
  readonly mode: number | null;
};

export type PatchPlan =
  | { readonly ok: true; readonly changes: readonly PlannedChange[] }
  /** Words for the model. */
  | { readonly ok: false; readonly problem: string };

export type PlanPatchDeps = {
  /** Reads a file for writing, or for a new one to be put there; a string says, to the model, why that may not be. */
  readonly read: (path: string, use: 'change' | 'create') => Promise<FoundFile | string>;
  /** A sentence about the files that a path may have meant, or nothing. */
  readonly suggest: (path: string) => Promise<string>;
};

type TextOrNothing = Extract<FoundFile, { readonly kind: 'text' | 'missing' }>;

/** A file on the way from what was read to what is written. */
type Draft = {
  readonly found: TextOrNothing;
  readonly text: string | null;
  readonly like: TextFile;
  readonly mode: number | null;
};

/** What the patch makes of the files, all of them computed before any is written. */
export async function planPatch(deps: PlanPatchDeps, files: readonly FilePatch[]): Promise<PatchPlan> {
  const drafts = new Map<string, Draft>();
  for (const file of files) {
    const problem = await addToPlan(deps, drafts, file);
    if (problem !== null) return { ok: false, problem };
  }
  const changes = [...drafts.values()].map(toChange).filter(({ before, after }) => (before?.text ?? null) !== after);
  return changes.length > 0 ? { ok: true, changes } : { ok: false, problem: 'The files already read like that.' };
}

async function addToPlan(deps: PlanPatchDeps, drafts: Map<string, Draft>, file: FilePatch): Promise<string | null> {
  const draft = await draftOf(deps, drafts, { path: file.path, use: file.kind === 'add' ? 'create' : 'change' });
  if (typeof draft === 'string') return draft;
  switch (file.kind) {
    case 'add':
      return addFile(drafts, draft, file.text);
    case 'delete':
      return deleteFile(drafts, draft, file.lines);
    case 'update':
      return await updateFile(deps, drafts, draft, file);
  }
}

async function updateFile(
  deps: PlanPatchDeps,
  drafts: Map<string, Draft>,
  draft: Draft,
  file: Extract<FilePatch, { readonly kind: 'update' }>,
): Promise<string | null> {
  const { path } = draft.found;
  if (draft.text === null) {
    return `${path} does not exist.${await deps.suggest(path)} To make it, use \`*** Add File: ${path}\`.`;
  }
  const text = file.chunks.length === 0 ? draft.text : applyChunks(draft.text, file.chunks);
  if (typeof text !== 'string' && !text.ok) return `${path}: ${text.problem}`;
  const updated = { ...draft, text: typeof text === 'string' ? text : text.text };
  const problem = findUnwritable(updated.text);
  if (problem !== null) return `${path}: ${problem}`;
  drafts.set(path, updated);
  return file.moveTo === null ? null : await moveFile(deps, drafts, updated, file.moveTo);
}

type Asked = { readonly path: string; readonly use: 'change' | 'create' };

async function draftOf(
  deps: PlanPatchDeps,
  drafts: ReadonlyMap<string, Draft>,
  { path, use }: Asked,
): Promise<Draft | string> {
  const found = drafts.get(path)?.found ?? (await deps.read(path, use));
  if (typeof found === 'string') return found;
  if (found.kind !== 'text' && found.kind !== 'missing') return explainUnusable(found);
  const known = drafts.get(found.path);
  if (known !== undefined) return known;
  if (found.kind === 'missing') return { found, text: null, like: PLAIN, mode: null };
  return { found, text: found.text, like: found, mode: null };
}

const PLAIN: TextFile = { text: '', hasBom: false, lineEnd: '\n' };

function addFile(drafts: Map<string, Draft>, draft: Draft, text: string): string | null {
  const { path } = draft.found;
  if (draft.text !== null) return `${path} exists already. Use \`*** Update File: ${path}\`, or delete it first.`;
  const problem = findUnwritable(text);
  if (problem !== null) return `${path}: ${problem}`;
  drafts.set(path, { ...draft, text });
  return null;
}

function deleteFile(drafts: Map<string, Draft>, draft: Draft, lines: readonly string[] | null): string | null {
  const { path } = draft.found;
  if (draft.text === null) return `${path} does not exist, so it cannot be deleted.`;
  const isSame = lines === null || lines.join('\n') === draft.text.replace(/\n$/, '');
  if (!isSame)
    return `${path} has other lines than the diff deletes. View it, and use \`*** Delete File: ${path}\` if it is to go.`;
  drafts.set(path, { ...draft, text: null });
  return null;
}

async function moveFile(
  deps: PlanPatchDeps,
  drafts: Map<string, Draft>,
  from: Draft,
  moveTo: string,
): Promise<string | null> {
  const to = await draftOf(deps, drafts, { path: moveTo, use: 'create' });
  if (typeof to === 'string') return to;
  if (to.found.path === from.found.path) return null;
  if (to.text !== null) return `${to.found.path} exists already, so ${from.found.path} cannot be moved there.`;
  const mode = from.found.kind === 'text' ? from.found.mode : from.mode;
  drafts.set(to.found.path, { ...to, text: from.text, like: from.like, mode });
  drafts.set(from.found.path, { ...from, text: null });
  return null;
}

function toChange({ found, text, like, mode }: Draft): PlannedChange {
  const before = found.kind === 'text' ? found : null;
  return { path: found.path, before, after: text, bytes: text === null ? '' : encodeLike(like, text), mode };
}
