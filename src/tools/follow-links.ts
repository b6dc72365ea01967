import { posix } from 'node:path';
import type { Workspace } from '../sandbox/sandbox.ts';
import { isGitName, type ResolvedPath, SPILL_FOLDER } from './resolve-path.ts';

const TIMEOUT_MS = 10_000;

/**
 * Where the links on the way to `path` lead. Refused when that is not in the workspace, or among git's own files; for a path in the
 * spill folder, when it is not in there.
 */
export async function followLinks(workspace: Workspace, path: string, signal: AbortSignal): Promise<ResolvedPath> {
  const options = { timeoutMs: TIMEOUT_MS, maxBytes: 16_384, signal };
  const isKept = path.startsWith('/');
  const found = await workspace.exec(['readlink', '-z', '-f', '--', isKept ? SPILL_FOLDER : '.', path], options);
  const [root, target] = found.stdout.split('\0');
  if (!found.ok || root === undefined || target === undefined) {
    return {
      ok: false,
      problem: `${path} is a symbolic link, or leads through one, to something that does not exist.`,
    };
  }
  const inside = posix.relative(root, target);
  if (inside === '..' || inside.startsWith('../')) {
    return {
      ok: false,
      problem: `${path} leads out of the workspace by a symbolic link. Files elsewhere cannot be used.`,
    };
  }
  if (inside.split('/').some(isGitName)) {
    return { ok: false, problem: `${path} leads into git's own files by a symbolic link. They cannot be used.` };
  }
  if (isKept) return { ok: true, path: target };
  return { ok: true, path: inside === '' ? '.' : inside };
}
