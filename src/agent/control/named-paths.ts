import { z } from 'zod';
import { resolvePath } from '../../tools/resolve-path.ts';

const MAX_PATHS = 50;

const fields = z.looseObject({
  path: z.string().optional().catch(undefined),
  cwd: z.string().optional().catch(undefined),
  patch: z.string().optional().catch(undefined),
});

/** The files and folders that the arguments of a call name, relative to the workspace `cwd`; those outside are left out. */
export function namedPaths(cwd: string, input: unknown): readonly string[] {
  const { data } = fields.safeParse(input);
  if (data === undefined) return [];
  const asked = [data.path, data.cwd, ...pathsInPatch(data.patch ?? '')].filter((path) => path !== undefined);
  return asked.slice(0, MAX_PATHS).flatMap((path) => {
    const resolved = resolvePath(cwd, path);
    return resolved.ok ? [resolved.path] : [];
  });
}

function pathsInPatch(patch: string): readonly string[] {
  return [...patch.matchAll(PATCHED_FILE)].map(([, path]) => path ?? '').filter((path) => path !== '');
}

/** In the envelope of `apply_patch`, or in a unified diff. */
const PATCHED_FILE = /^(?:\*\*\* (?:Add|Update|Delete) File: |\*\*\* Move to: |\+\+\+ b\/)([^\n\r\t]{1,1024})/gm;
