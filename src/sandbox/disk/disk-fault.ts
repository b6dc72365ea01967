import { SandboxFault } from '../sandbox.ts';
import { brokenPool } from './broken-pool.ts';
import type { DiskPaths } from './disk-paths.ts';
import { noSpace } from './no-space.ts';

/** What went wrong on the disk, in words; what is no error of the system's is left as it is. */
export function diskFault(paths: DiskPaths, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  if (/Input\/output error|Structure needs cleaning/.test(String(error.cause ?? ''))) return brokenPool(paths, error);
  if (error instanceof SandboxFault || !('syscall' in error && 'code' in error)) return error;
  if (error.code === 'EIO' || error.code === 'EUCLEAN') return brokenPool(paths, error);
  if (error.code === 'ENOSPC') return noSpace(paths.directory, 'a file could not be written, the disk is full', error);
  return new SandboxFault(`The disk of the workspaces failed: ${error.message}.`, {
    ran: 'unknown',
    cause: error,
    nextAction: `See to ${paths.directory}, and try again.`,
  });
}
