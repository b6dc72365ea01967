import { SandboxFault } from '../sandbox.ts';

export function noSpace(directory: string, why: string, cause?: unknown): SandboxFault {
  return new SandboxFault(`There is no room for this on disk: ${why}.`, {
    code: 'no-space',
    ran: 'no',
    cause,
    nextAction: `Destroy sandboxes or snapshots that are not needed, or make room on the disk of ${directory}.`,
  });
}
