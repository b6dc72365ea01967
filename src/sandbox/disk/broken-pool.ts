import { SandboxFault } from '../sandbox.ts';
import type { DiskPaths } from './disk-paths.ts';

export function brokenPool(paths: DiskPaths, cause?: unknown): SandboxFault {
  return new SandboxFault(
    `The file system of the workspaces on disk, ${paths.poolImage}, stopped after an I/O error.`,
    {
      ran: 'unknown',
      cause,
      nextAction: `See that the disk of ${paths.directory} is healthy and not full, end the containers that still use it, and start again.`,
    },
  );
}
