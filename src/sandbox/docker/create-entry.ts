import { randomUUID } from 'node:crypto';
import type { ChosenRuntime } from '../isolation/chosen-runtime.ts';
import { SandboxFault, type SandboxSpec } from '../sandbox.ts';
import type { SandboxRecord } from '../state/sandbox-record.ts';
import { type MadeStorage, makeStorage } from './box-storage.ts';
import type { DockerCore } from './docker-core.ts';
import { engineFault } from './engine-fault.ts';
import { type Entry, newEntry } from './entry.ts';
import { openBoxEgress } from './open-box-egress.ts';
import { parseSpec } from './parse-spec.ts';
import type { PooledBox } from './pooled-box.ts';
import { removeLeavings } from './remove-leavings.ts';
import { setBoxNetwork } from './set-box-network.ts';
import { startBox } from './start-box.ts';
import { watchLink } from './watch-link.ts';

/** See `SandboxProvider.create`. */
export async function createEntry(core: DockerCore, spec: SandboxSpec, signal: AbortSignal): Promise<Entry> {
  signal.throwIfAborted();
  refuseWhenClosing(core);
  parseSpec(spec);
  try {
    // Requests to the engine are not aborted but waited for: one that was taken back may still take effect.
    return await besideItsOwner(core, spec, () => makeEntry(core, spec, signal));
  } catch (cause) {
    signal.throwIfAborted();
    throw engineFault('The Docker Engine could not make a sandbox', cause);
  }
}

/** The workspace that it only reads must not go while it is made. */
async function besideItsOwner<T>({ entries }: DockerCore, { workspace }: SandboxSpec, make: () => Promise<T>) {
  const owner = workspace.kind === 'read-only' ? entries.get(workspace.of) : undefined;
  return await (owner === undefined ? make() : owner.turn.run(make));
}

async function makeEntry(core: DockerCore, spec: SandboxSpec, signal: AbortSignal): Promise<Entry> {
  const imageId = await core.engine.imageId(spec.image);
  const runtime = await core.engine.runtime(spec.isolation ?? 'container', spec.image, signal);
  signal.throwIfAborted();
  const made =
    (await claimBox(core, { spec, imageId, runtime })) ?? (await coldBox(core, { spec, imageId, runtime }, signal));
  await using undo = new AsyncDisposableStack();
  undo.defer(() => removeLeavings(core, made.box, made.storage.of === made.box.id ? made.storage.kind : null));
  signal.throwIfAborted();
  refuseWhenClosing(core);
  const entry = await enter(core, { spec, imageId, runtime }, made);
  undo.move();
  return entry;
}

type Request = { readonly spec: SandboxSpec; readonly imageId: string; readonly runtime: ChosenRuntime };

type MadeBox = {
  readonly box: Pick<PooledBox, 'id' | 'freezer' | 'isForeign' | 'live'>;
  readonly storage: Pick<MadeStorage, 'kind' | 'of' | 'limits'>;
  readonly origin: 'pool' | 'cold';
};

async function claimBox(core: DockerCore, { spec, imageId, runtime }: Request): Promise<MadeBox | null> {
  const { workspace, limits } = spec;
  if (workspace.kind !== 'new') return null;
  const kind = workspace.storage ?? 'memory';
  const box = await core.pool.claim({ imageId, runtime: runtime.runtime, limits, storage: kind });
  return box && { box, storage: { kind, of: box.id, limits }, origin: 'pool' };
}

async function coldBox(core: DockerCore, { spec, imageId, runtime }: Request, signal: AbortSignal): Promise<MadeBox> {
  const id = `sandpiper-${randomUUID()}`;
  await using undo = new AsyncDisposableStack();
  const made = { id, freezer: undefined, isForeign: false };
  const kind = ownStorageOf(spec);
  undo.defer(() => removeLeavings(core, made, kind));
  const storage = await makeStorage(core, { id, workspace: spec.workspace, limits: spec.limits });
  signal.throwIfAborted();
  const egress = await openBoxEgress(core, spec.network);
  undo.defer(() => egress.close());
  const live = await startBox(
    core,
    { id, imageId, runtime, limits: storage.limits, storage: storage.storage },
    egress,
    signal,
  );
  undo.move();
  return { box: { ...made, live }, storage, origin: 'cold' };
}

function ownStorageOf({ workspace }: SandboxSpec): 'memory' | 'disk' | null {
  if (workspace.kind === 'read-only') return null;
  return workspace.kind === 'snapshot' ? 'disk' : (workspace.storage ?? 'memory');
}

/** Everything that was left open until somebody wanted this box is bound to it here. */
async function enter(core: DockerCore, request: Request, { box, storage, origin }: MadeBox): Promise<Entry> {
  const { live } = box;
  const record = recordOf(core, request, { box, storage, origin });
  const lastUse = core.deps.clock.monotonic();
  const entry = newEntry({ record, live, egress: live.egress, network: request.spec.network, lastUse });
  entry.freezer = box.freezer;
  setBoxNetwork(entry, request.spec.network);
  const durable = core.records.write(record);
  core.entries.set(entry.id, entry);
  watchLink(core, entry, live);
  if (origin === 'cold') await durable;
  // A claim waits for no disk: only a crash of the whole machine could still forget it.
  else
    durable.catch((err) => core.deps.log.warn({ err, sandbox: entry.id }, 'Could not write the record of a sandbox'));
  return entry;
}

function recordOf({ deps }: DockerCore, { spec, imageId, runtime }: Request, made: MadeBox): SandboxRecord {
  const now = deps.clock.now();
  return {
    version: 1,
    id: made.box.id,
    image: spec.image,
    imageId,
    labels: { ...spec.labels },
    env: { ...spec.env },
    limits: { ...made.storage.limits },
    idle: { ...spec.idle },
    runtime: runtime.runtime,
    isolation: runtime.isolation,
    storage: made.storage.kind,
    workspaceOf: made.storage.of,
    state: 'running',
    frozenBy: null,
    origin: made.origin,
    secret: made.box.live.box.secret,
    generation: 1,
    createdAt: now,
    lastUsedAt: now,
    expiresAt: null,
    commands: [],
    lostCommands: [],
    doomed: false,
  };
}

function refuseWhenClosing({ closing }: DockerCore): void {
  if (!closing.aborted) return;
  throw new SandboxFault('The provider of sandboxes is closed.', { ran: 'no', code: 'failed' });
}
