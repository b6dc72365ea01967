import { posix } from 'node:path';

export type ResolvedPath =
  | { readonly ok: true; readonly path: string }
  /** Words for the model. */
  | { readonly ok: false; readonly problem: string };

/** Where tools keep what is too long to show; the model may look at it. */
export const SPILL_FOLDER = '/tmp/sandpiper';

/**
 * The path of a file as the workspace knows it: relative to `cwd`. Refuses what leads out of the workspace. This is a rule of
 * conduct, not the wall: links inside the box are followed by the box with its own rights, and the box is the wall.
 */
export function resolvePath(cwd: string, asked: string): ResolvedPath {
  const path = asked.trim();
  if (path === '' || path.length > 1_024 || path.startsWith('~') || !path.split('/').every(isPossible)) {
    return { ok: false, problem: `${quote(asked)} is not a path in the workspace. Give a path relative to ${cwd}.` };
  }
  const relative = posix.relative(cwd, posix.resolve(cwd, path));
  if (relative === '..' || relative.startsWith('../')) {
    return { ok: false, problem: `${quote(asked)} is outside the workspace ${cwd}. Files elsewhere cannot be used.` };
  }
  return { ok: true, path: relative === '' ? '.' : relative };
}

/** Lone surrogates stand for bytes that are not UTF-8, but only some do. */
function isPossible(name: string): boolean {
  return Buffer.byteLength(name) <= MAX_NAME_BYTES && !/[\0\ud800-\udc7f\udd00-\udfff]/u.test(name);
}

const MAX_NAME_BYTES = 255;

/** Like `resolvePath`, for reading: also takes what tools have put into the spill folder. */
export function resolveReadable(cwd: string, asked: string): ResolvedPath {
  const path = posix.normalize(asked.trim());
  return path.startsWith(`${SPILL_FOLDER}/`) ? { ok: true, path } : resolvePath(cwd, asked);
}

/** Like `resolvePath`, for writing: refuses git's own files, and what some file system takes for them. */
export function resolveWritable(cwd: string, asked: string): ResolvedPath {
  const resolved = resolvePath(cwd, asked);
  if (!resolved.ok) return resolved;
  const isGit = resolved.path.split('/').some(isGitName);
  return isGit ? { ok: false, problem: `${quote(asked)} belongs to git and cannot be written.` } : resolved;
}

/** Whether a file of this name is git's on some system: case, invisible characters, and dots at the end count nowhere. */
export function isGitName(name: string): boolean {
  const plain = name.normalize('NFKC').replaceAll(INVISIBLE, '').toLowerCase();
  return /^(?:\.git|git~\d)[. ]{0,1024}(?::[^/]{0,1024})?$/.test(plain);
}

const INVISIBLE = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;

function quote(path: string): string {
  return JSON.stringify(path.slice(0, 200));
}
