import { SandboxFault } from '../sandbox.ts';

/** Workspaces in memory do not need any of it. */
export function noDiskHere(reason: string, cause?: unknown): SandboxFault {
  return new SandboxFault(`There are no workspaces on disk here: ${reason}.`, {
    code: 'unsupported',
    ran: 'no',
    cause,
    nextAction: 'Put that right, or use workspaces in memory.',
  });
}
