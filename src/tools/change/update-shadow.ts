import { posix } from 'node:path';
import type { Workspace } from '../../sandbox/sandbox.ts';
import { scratchFolder } from '../scratch-folder.ts';
import { shadowScript } from './shadow-script.ts';

/** Our own view of the workspace, up to date: the commit the work began at, and the tree that it is now. */
export type Shadow =
  | { readonly ok: true; readonly base: string; readonly tree: string }
  /** Git in the box gave no answer. */
  | { readonly ok: false; readonly why: string };

/** See `shadowScript`. The model may have bent the git that answers: good enough to tell it what it did, never to publish. */
export async function updateShadow(workspace: Workspace, timeoutMs: number, signal: AbortSignal): Promise<Shadow> {
  const done = await workspace.exec(['bash', '-c', shadowScript, 'bash', scratchFolder(workspace)], {
    env: plainGit(workspace),
    timeoutMs,
    maxBytes: 4_096,
    signal,
  });
  const ids = /^([0-9a-f]{40,64}) ([0-9a-f]{40,64})\n$/.exec(done.stdout);
  if (!done.ok || !ids) return { ok: false, why: done.stderr.trim().slice(-500) || 'git gave no answer' };
  return { ok: true, base: ids[1] ?? '', tree: ids[2] ?? '' };
}

/** For git commands that read what `updateShadow` has made. */
export function shadowEnvironment(workspace: Workspace): Readonly<Record<string, string>> {
  return {
    ...plainGit(workspace),
    GIT_DIR: `${scratchFolder(workspace)}/shadow.git`,
    GIT_WORK_TREE: workspace.cwd,
    GIT_NO_LAZY_FETCH: '1',
  };
}

/** Settings of the image and of the user's folder have no say. */
function plainGit({ cwd }: Workspace): Readonly<Record<string, string>> {
  return {
    LC_ALL: 'C',
    HOME: '/nonexistent',
    BASH_ENV: '',
    GIT_CEILING_DIRECTORIES: posix.dirname(cwd),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_LITERAL_PATHSPECS: '1',
  };
}
