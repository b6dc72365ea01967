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

/** What a caller can ask for, and a copy of what another sandbox has now. */
export type BoxWorkspace = WorkspaceSource | { readonly kind: 'copy'; readonly of: string };

export type StorageRequest = {
  readonly id: string;
  readonly workspace: BoxWorkspace;
  readonly limits: SandboxLimits;
};

/** Makes the workspace of a new box, or opens another one's to it. */
export async function makeStorage(core: DockerCore, request: StorageRequest): Promise<MadeStorage> {
  const { id, workspace, limits } = request;
  if (workspace.kind === 'read-only') return await storageOfAnother(core, workspace.of, limits);
  if (storageKind(workspace) === 'disk') {
    const size = await makeDisk(core, request);
    return { storage: await openFolders(core, id), kind: 'disk', of: id, limits: size };
  }
  await createVolume(core, id, limits);
  return { storage: { kind: 'volume', name: id, readOnly: false }, kind: 'memory', of: id, limits };
}

/** Of a workspace of its own. */
export function storageKind(workspace: BoxWorkspace): 'memory' | 'disk' {
  return workspace.kind === 'new' ? (workspace.storage ?? 'memory') : 'disk';
}

/** A new workspace on disk; the limits it has. */
export async function makeDisk(core: DockerCore, { id, workspace, limits }: StorageRequest): Promise<SandboxLimits> {
  const { disk } = await core.disk();
  if (workspace.kind === 'new') {
    await disk.create(id, { mib: limits.workspaceMiB, inodes: limits.workspaceInodes });
    return limits;
  }
  const { mib, inodes } = await (workspace.kind === 'snapshot'
    ? disk.cloneFrom(id, workspace.id)
    : disk.fork(workspace.of, id));
  return { ...limits, workspaceMiB: mib, workspaceInodes: inodes };
}

/** A workspace on disk, mounted if it was not, in the folders that its box has or will have. */
export async function openFolders(core: DockerCore, id: string): Promise<BoxStorage> {
  const { disk, slots } = await core.disk();
  return { kind: 'folders', ...(await slots.fill(id, await disk.attach(id))), readOnly: false, canChange: true };
}

/** Folders that wait for a workspace. */
export async function emptyFolders(core: DockerCore, id: string): Promise<BoxStorage> {
  const { slots } = await core.disk();
  return { kind: 'folders', ...(await slots.make(id)), readOnly: false, canChange: true };
}

/** No box of it may run any more. */
export async function closeFolders(core: DockerCore, id: string): Promise<void> {
  const { disk, slots } = await core.disk();
  await slots.empty(id);
  await disk.detach(id);
}

/**
 * Idempotent. Not for a workspace that another box may still use: that is for `releaseStorage` to say. Of two boxes that end at
 * the same time the last one removes it; whoever else finds it in use has to try again.
 */
export async function removeStorage(core: DockerCore, id: string, kind: 'memory' | 'disk'): Promise<void> {
  if (kind === 'memory') {
    const isShared = [...core.doomed.values()].filter(({ record }) => record.workspaceOf === id).length > 1;
    if ((await removeVolume(core, id)) === 'in-use' && !isShared) throw new Error(`The volume ${id} is still in use`);
    return;
  }
  const { disk, slots } = await core.disk();
  await slots.remove(id);
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
  const { disk } = await core.disk();
  const { workspace } = await disk.attach(of);
  // The reader has a home of its own.
  return { storage: { kind: 'folders', workspace, home: null, readOnly: true }, kind, of, limits };
}
