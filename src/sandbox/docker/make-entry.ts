import { randomUUID } from 'node:crypto';
import type { ChosenRuntime } from '../isolation/chosen-runtime.ts';
import type { SandboxSpec } from '../sandbox.ts';
import type { SandboxRecord } from '../state/sandbox-record.ts';
import { type BoxWorkspace, type MadeStorage, makeDisk, makeStorage, openFolders, storageKind } from './box-storage.ts';
import type { DockerCore } from './docker-core.ts';
import { type Entry, newEntry } from './entry.ts';
import { openBoxEgress } from './open-box-egress.ts';
import type { PooledBox } from './pooled-box.ts';
import { removeLeavings } from './remove-leavings.ts';
import { setBoxNetwork } from './set-box-network.ts';
import { startBox } from './start-box.ts';
import { watchLink } from './watch-link.ts';

/** What is asked for, with everything found out that the engine has to be told. */
export type BoxRequest = Omit<SandboxSpec, 'workspace' | 'isolation'> & {
  readonly imageId: string;
  readonly runtime: ChosenRuntime;
  readonly workspace: BoxWorkspace;
};

/** From the pool, or new. Requests to the engine are not aborted but waited for: one taken back may still take effect. */
export async function makeEntry(core: DockerCore, request: BoxRequest, signal: AbortSignal): Promise<Entry> {
  const making = make(core, request, signal);
  core.making.add(making);
  try {
    return await making;
  } finally {
    core.making.delete(making);
  }
}

async function make(core: DockerCore, request: BoxRequest, signal: AbortSignal): Promise<Entry> {
  signal.throwIfAborted();
  const made = (await claimBox(core, request)) ?? (await coldBox(core, request, signal));
  await using undo = new AsyncDisposableStack();
  undo.defer(() => dropBox(core, made));
  signal.throwIfAborted();
  core.closing.throwIfAborted();
  const entry = enter(core, request, made);
  undo.move();
  return entry;
}

type MadeBox = {
  readonly box: Omit<PooledBox, 'isOpen'>;
  readonly storage: Pick<MadeStorage, 'kind' | 'of' | 'limits'>;
  readonly origin: 'pool' | 'cold';
};

async function claimBox(core: DockerCore, request: BoxRequest): Promise<MadeBox | null> {
  const { workspace, limits, imageId, runtime } = request;
  if (workspace.kind === 'read-only') return null;
  const kind = storageKind(workspace);
  const shape = { imageId, runtime: runtime.runtime, limits, storage: kind };
  const canBeLate = kind === 'memory' || takesLate(runtime);
  if (workspace.kind !== 'new' && !canBeLate) return null;
  const box = await core.pool.claim(shape);
  if (box === null) return null;
  const made = { box, storage: { kind, of: box.id, limits }, origin: 'pool' } as const;
  if (kind === 'memory' || !canBeLate) return made;
  await using undo = new AsyncDisposableStack();
  undo.defer(() => dropBox(core, made));
  const size = await makeDisk(core, { id: box.id, workspace, limits });
  await openFolders(core, box.id);
  undo.move();
  return { ...made, storage: { ...made.storage, limits: size } };
}

/** Whether a workspace can come into a box that runs: it cannot where a kernel of its own stands between. */
export function takesLate({ isolation }: ChosenRuntime): boolean {
  return isolation === 'container' || isolation === 'user-ns';
}

async function coldBox(core: DockerCore, request: BoxRequest, signal: AbortSignal): Promise<MadeBox> {
  const { imageId, runtime, workspace, limits } = request;
  const id = `sandpiper-${randomUUID()}`;
  await using undo = new AsyncDisposableStack();
  const box = { id, freezer: undefined, isForeign: false };
  const own = workspace.kind === 'read-only' ? null : storageKind(workspace);
  undo.defer(() => removeLeavings(core, box, own));
  const made = await makeStorage(core, { id, workspace, limits });
  signal.throwIfAborted();
  const egress = await openBoxEgress(core, request.network);
  undo.defer(() => egress.close());
  const plan = { id, imageId, runtime, limits: made.limits, storage: made.storage };
  const live = await startBox(core, plan, egress, signal);
  undo.move();
  return { box: { ...box, live, storage: made.kind }, storage: made, origin: 'cold' };
}

async function dropBox(core: DockerCore, { box, storage }: MadeBox): Promise<void> {
  box.live.egress.close();
  box.live.box.close();
  await removeLeavings(core, box, storage.of === box.id ? storage.kind : null);
}

/** Everything that was left open until somebody wanted this box is bound to it here. */
function enter(core: DockerCore, request: BoxRequest, made: MadeBox): Entry {
  const { live, freezer } = made.box;
  const { network } = request;
  const record = recordOf(core, request, made);
  const entry = newEntry({ record, live, egress: live.egress, network, lastUse: core.deps.clock.monotonic() });
  entry.freezer = freezer;
  setBoxNetwork(entry, network);
  // Neither waits for the disk: only a crash of the whole machine could still forget it, and would end the box as well.
  core.records.note(record);
  core.entries.set(entry.id, entry);
  watchLink(core, entry, live);
  return entry;
}

function recordOf({ deps }: DockerCore, request: BoxRequest, { box, storage, origin }: MadeBox): SandboxRecord {
  const { image, imageId, labels, env, idle, runtime } = request;
  const now = deps.clock.now();
  return {
    version: 1,
    id: box.id,
    image,
    imageId,
    labels: { ...labels },
    env: { ...env },
    limits: { ...storage.limits },
    idle: { ...idle },
    runtime: runtime.runtime,
    isolation: runtime.isolation,
    storage: storage.kind,
    workspaceOf: storage.of,
    state: 'running',
    frozenBy: null,
    origin,
    secret: box.live.box.secret,
    generation: 1,
    createdAt: now,
    lastUsedAt: now,
    expiresAt: null,
    commands: [],
    lostCommands: [],
    doomed: false,
  };
}
