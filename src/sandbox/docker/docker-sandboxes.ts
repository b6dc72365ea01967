import { upstreamTrust } from '../egress/upstream-trust.ts';
import type { Pool } from '../pool/pool.ts';
import { SandboxFault, type SandboxProvider } from '../sandbox.ts';
import { lockState } from '../state/lock-state.ts';
import { openRecords } from '../state/open-records.ts';
import type { SandboxRecord } from '../state/sandbox-record.ts';
import { closeCore } from './close-core.ts';
import { createEntry } from './create-entry.ts';
import { destroyEntry } from './destroy-entry.ts';
import type { DockerCore } from './docker-core.ts';
import type { DockerSandboxesDeps } from './docker-deps.ts';
import { DockerSandbox } from './docker-sandbox.ts';
import { engineFacts } from './engine-facts.ts';
import { type Entry, newEntry } from './entry.ts';
import { poolBoxes } from './pool-boxes.ts';
import { probeCapabilities } from './probe-capabilities.ts';
import { reconcile } from './reconcile.ts';
import { goneFault } from './refuse-gone.ts';
import { rememberedDisk } from './remembered-disk.ts';
import { removeLeavings } from './remove-leavings.ts';
import { sandboxInfo } from './sandbox-info.ts';
import { startSweeping } from './start-sweeping.ts';

export type DockerProvider = SandboxProvider & {
  /** Its figures, and to have boxes wait before anybody wants one. */
  readonly pool: Pick<Pool<unknown>, 'prepare' | 'stats' | 'cost'>;
};

/**
 * Boxes that are containers of a Docker Engine, which `ensureEngine` and `ensureImages` have made ready. Takes up what an
 * earlier process left in this state directory, and removes what nobody knows any more.
 */
export async function dockerSandboxes(deps: DockerSandboxesDeps): Promise<DockerProvider> {
  await using undo = new AsyncDisposableStack();
  undo.use(await lockState(deps.stateDirectory));
  const closing = new AbortController();
  const disk = undo.use(rememberedDisk(deps, closing.signal));
  const core = await openCore(deps, disk, closing.signal);
  await reconcile(core);
  const sweeping = startSweeping(core);
  const owned = undo.move();
  return {
    name: 'docker',
    pool: core.pool,
    probe: (signal) => probeCapabilities(core, signal),
    create: async (spec, signal) => new DockerSandbox(core, await createEntry(core, spec, signal)),
    connect: async (id) => new DockerSandbox(core, findEntry(core, id)),
    list: (filter) => listSandboxes(core, filter?.labels ?? {}),
    destroy: (id) => destroyById(core, id),
    listSnapshots: () => listSnapshots(core),
    destroySnapshot: async (id) => {
      if (await core.diskWasUsed()) await (await core.disk()).disk.removeSnapshot(id);
    },
    async [Symbol.asyncDispose]() {
      if (closing.signal.aborted) return;
      closing.abort(closedFault());
      await sweeping.stop();
      await closeCore(core);
      await owned.disposeAsync();
    },
  };
}

function closedFault(): SandboxFault {
  return new SandboxFault('The provider of sandboxes is closed.', { ran: 'no' });
}

async function openCore(
  deps: DockerSandboxesDeps,
  disk: ReturnType<typeof rememberedDisk>,
  closing: AbortSignal,
): Promise<DockerCore> {
  const { docker, runtimes, clock, log } = deps;
  const records = await openRecords({ directory: deps.stateDirectory, now: clock.now, log });
  const entries = records.found.map((record) => [record.id, entryOf(deps, record)] as const);
  let trust: ReturnType<typeof upstreamTrust> | null = null;
  const core: DockerCore = {
    deps,
    pool: poolBoxes(deps, () => core),
    records,
    engine: engineFacts({ docker, runtimes, monotonic: clock.monotonic }),
    disk: disk.open,
    diskWasUsed: disk.wasUsed,
    trust: () => {
      trust ??= upstreamTrust(deps.upstreamCaPem);
      return trust;
    },
    entries: new Map(entries.filter(([, { record }]) => !record.doomed)),
    doomed: new Map(entries.filter(([, { record }]) => record.doomed)),
    leavings: new Map(),
    making: new Set(),
    closing,
  };
  return core;
}

/** The network of an earlier process is not known: none, until somebody sets it again. */
function entryOf({ clock }: DockerSandboxesDeps, record: SandboxRecord): Entry {
  const idleMs = Math.max(0, clock.now() - record.lastUsedAt);
  const lastUse = clock.monotonic() - idleMs;
  return newEntry({ record, live: null, egress: null, network: { kind: 'none' }, lastUse });
}

function findEntry({ entries }: DockerCore, id: string): Entry {
  const entry = entries.get(id);
  if (entry === undefined) throw goneFault(id);
  return entry;
}

async function* listSandboxes(core: DockerCore, labels: Readonly<Record<string, string>>) {
  for (const entry of [...core.entries.values()]) {
    if (Object.entries(labels).some(([name, value]) => entry.record.labels[name] !== value)) continue;
    // One that was destroyed since is not listed.
    if (entry.destruction === null) yield await sandboxInfo(core, entry);
  }
}

async function destroyById(core: DockerCore, id: string): Promise<void> {
  const entry = core.entries.get(id) ?? core.doomed.get(id);
  if (entry !== undefined) return await destroyEntry(core, entry);
  if (!core.records.setAside.has(id)) return;
  // Nothing is known of it but its name, so that each kind of workspace is tried.
  const kinds = (await core.diskWasUsed()) ? (['memory', 'disk'] as const) : (['memory'] as const);
  for (const kind of kinds) await removeLeavings(core, { id, freezer: undefined, isForeign: true }, kind);
  await core.records.remove(id);
}

async function* listSnapshots(core: DockerCore) {
  if (!(await core.diskWasUsed())) return;
  const { disk } = await core.disk();
  yield* await disk.listSnapshots();
}
