import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { DiskPaths } from './disk-paths.ts';

/** A name that no child of a killed process can still be writing to. */
export function newPartial(paths: DiskPaths): string {
  return join(paths.poolPartials, randomUUID());
}
