import type { SandboxLimits } from '../sandbox.ts';

/** All that is fixed when a box is made: docs/adr/0012. What a sandbox is for is bound later and is no part of it. */
export type BoxShape = {
  /** The content's id, not a reference, which may come to mean another image. */
  readonly imageId: string;
  readonly runtime: string;
  readonly limits: SandboxLimits;
  readonly storage: 'memory' | 'disk';
};

/** The same for shapes that are the same, whatever else the objects carry and in whatever order. */
export function poolKey({ imageId, runtime, limits, storage }: BoxShape): string {
  const { cpus, memoryMiB, pids, workspaceMiB, workspaceInodes } = limits;
  return JSON.stringify([imageId, runtime, cpus, memoryMiB, pids, workspaceMiB, workspaceInodes, storage]);
}
