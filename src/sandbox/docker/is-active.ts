import type { SandboxState } from '../sandbox.ts';

/** It has a container that is not stopped. */
export function isActive(state: SandboxState): boolean {
  return state === 'running' || state === 'soft' || state === 'frozen';
}
