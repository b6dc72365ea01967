import { posix } from 'node:path';
import type { Workspace } from '../sandbox/sandbox.ts';
import { SPILL_FOLDER } from './resolve-path.ts';

/** Where the tools of an attempt keep what is theirs, in the box and outside the repository; the model may look at it. */
export function scratchFolder({ cwd }: Pick<Workspace, 'cwd'>): string {
  return `${SPILL_FOLDER}/${posix.basename(cwd)}`;
}
