import { answerWithin } from '../engine/answer-within.ts';
import { SandboxFault, type SandboxLimits, type WorkspaceSource } from '../sandbox.ts';
import type { BoxStorage } from './container-options.ts';
import type { DockerCore } from './docker-core.ts';
import { boxLabels } from './labels.ts';
import { removeVolume } from './remove-box.ts';

export type MadeStorage = {
  readonly storage: BoxStorage;
  readonly kind: 'memory' | 'disk';
  /** Whose workspace it is. */
  readonly of: string;
  /** A copy has the size of what it was copied from. */
  readonly limits: SandboxLimits;
};

export type StorageRequest = {
  readonly id: string;
  readonly workspace: WorkspaceSource;
  readonly limits: SandboxLimits;
};

/** Makes the workspace of a new box, or opens another one's to it. */
export async function makeStorage(core: DockerCore, request: StorageRequest): Promise<MadeStorage> {
  const { id, workspace, limits } = request;
  if (workspace.kind === 'read-only') return await storageOfAnother(core, workspace.of, limits);
  if (workspace.kind === 'snapshot') {
    const disk = await core.disk();
    const { mib, inodes } = await disk.cloneFrom(id, workspace.id);
    const copied = { ...limits, workspaceMiB: mib, workspaceInodes: inodes };
    return { storage: await foldersOf(core, id), kind: 'disk', of: id, limits: copied };
  }
  if (workspace.storage === 'disk') {
    const disk = await core.disk();
    await disk.create(id, { mib: limits.workspaceMiB, inodes: limits.workspaceInodes });
    return { storage: await foldersOf(core, id), kind: 'disk', of: id, limits };
  }
  await createVolume(core, id, limits);
  return { storage: { kind: 'volume', name: id, readOnly: false }, kind: 'memory', of: id, limits };
}

/** The folders of a workspace on disk, mounted if they were not. */
export async function foldersOf(core: DockerCore, id: string): Promise<BoxStorage & { kind: 'folders' }> {
  const disk = await core.disk();
  return { kind: 'folders', ...(await disk.attach(id)), readOnly: false };
}

/** Idempotent. Not for a workspace that another box may still use: that is for `releaseStorage` to say. */
export async function removeStorage(core: DockerCore, id: string, kind: 'memory' | 'disk'): Promise<void> {
  if (kind === 'memory') return await removeVolume(core, id);
  const disk = await core.disk();
  await disk.remove(id);
}

/** The workspace is memory with a size and a number of files that the kernel itself upholds: docs/adr/0003. */
async function createVolume({ deps }: DockerCore, id: string, limits: SandboxLimits): Promise<void> {
  const o = `size=${limits.workspaceMiB}m,nr_inodes=${limits.workspaceInodes},uid=1000,gid=1000,mode=0755,nosuid,nodev`;
  const volume = {
    Name: id,
    Labels: boxLabels(deps.installation),
    DriverOpts: { type: 'tmpfs', device: 'tmpfs', o },
  };
  await answerWithin(30_000, deps.docker.createVolume(volume));
}

async function storageOfAnother(core: DockerCore, id: string, limits: SandboxLimits): Promise<MadeStorage> {
  const other = core.entries.get(id);
  if (other === undefined || other.record.state === 'lost') {
    throw new SandboxFault(`The sandbox ${id} and its workspace are gone.`, { ran: 'no', code: 'gone' });
  }
  const { storage: kind, workspaceOf: of } = other.record;
  if (kind === 'memory') return { storage: { kind: 'volume', name: of, readOnly: true }, kind, of, limits };
  // The reader has a home of its own.
  const storage = { ...(await foldersOf(core, of)), home: null, readOnly: true };
  return { storage, kind, of, limits };
}
