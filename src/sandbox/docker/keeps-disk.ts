import type { SandboxRecord } from '../state/sandbox-record.ts';

/** Whether it has a workspace on disk that is its own: only then does anything of it outlive its box. */
export function keepsDisk({ storage, workspaceOf, id }: SandboxRecord): boolean {
  return storage === 'disk' && workspaceOf === id;
}
