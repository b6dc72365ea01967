import { posix } from 'node:path';
import type { Workspace } from '../sandbox/sandbox.ts';
import { isGitName, SPILL_FOLDER } from './resolve-path.ts';

const TIMEOUT_MS = 10_000;

/**
 * Words for the model when a link among the folders of `path` leads out of the workspace, or into git's own files; otherwise
 * `null`. `path` is as `resolvePath` gave it; its last part, where it is a link, is looked at by whoever opens it. The box is asked
 * only when there is a link on the way, as where packages are linked into one another.
 */
export async function leadsOut(workspace: Workspace, path: string, signal?: AbortSignal): Promise<string | null> {
  const folder = posix.dirname(path);
  if (!(await hasLink(workspace, folder))) return null;
  const options = { timeoutMs: TIMEOUT_MS, maxBytes: 16_384, ...(signal === undefined ? {} : { signal }) };
  const [here, there] = await Promise.all([
    workspace.exec(['readlink', '-f', '--', '.'], options),
    workspace.exec(['readlink', '-m', '--', folder], options),
  ]);
  const target = posix.relative(here.stdout.replace(/\n$/, ''), there.stdout.replace(/\n$/, ''));
  const isKept = there.stdout.startsWith(`${SPILL_FOLDER}/`) && path.startsWith(`${SPILL_FOLDER}/`);
  const isInside = here.ok && there.ok && target !== '..' && !target.startsWith('../');
  if (!isInside && !isKept)
    return `${path} leads out of the workspace by a symbolic link. Files elsewhere cannot be used.`;
  const isGit = target.split('/').some(isGitName) && !path.split('/').some(isGitName);
  return isGit ? `${path} leads into git's own files by a symbolic link. They cannot be used.` : null;
}

async function hasLink(workspace: Workspace, folder: string): Promise<boolean> {
  const parts = folder.split('/');
  for (const length of parts.keys()) {
    const prefix = parts.slice(0, length + 1).join('/');
    if (prefix === '' || prefix === '.') continue;
    const stat = await workspace.files.stat(prefix);
    if (stat === null) return false;
    if (stat.kind === 'symlink') return true;
  }
  return false;
}
