import { takeTurns } from '../disk/take-turns.ts';
import type { Sandbox, SandboxProvider, SnapshotInfo } from '../sandbox.ts';
import { chooseEvicted } from './choose-evicted.ts';
import type { LayerKey } from './layer-key.ts';
import { type LayerRecords, openLayerRecords } from './layer-records.ts';
import type { Layer, Layers, LayersSettings } from './layers.ts';

export type LayersDeps = {
  readonly provider: Pick<SandboxProvider, 'listSnapshots' | 'destroySnapshot'>;
  /** Where the records lie. */
  readonly directory: string;
  readonly now: () => Date;
  readonly settings: LayersSettings;
  readonly log: { warn(data: object, message: string): void };
};

type Opened = LayersDeps & { readonly records: LayerRecords };

/** To be opened before anybody makes snapshots: that is how it knows which ones a crash left. */
export async function openLayers(deps: LayersDeps): Promise<Layers> {
  const opened = { ...deps, records: await openLayerRecords(deps) };
  await findOrphans(opened);
  const inTurn = takeTurns();
  return {
    find: (key) => inTurn('layers', () => findLayer(opened, key)),
    keep: (key, prepared, about = '') => inTurn('layers', () => keepLayer(opened, { ...key, about }, prepared)),
    forget: (key) => inTurn('layers', () => forgetLayer(opened, key)),
    evict: () => inTurn('layers', () => evictLayers(opened)),
  };
}

type KeyWithWord = LayerKey & { readonly about: string };

async function findLayer(deps: Opened, key: LayerKey): Promise<Layer | null> {
  const record = await deps.records.read(key.id);
  // The key says so already; a record that was moved or edited must not give one repository another's files.
  if (record === null || record.id !== key.id || record.repository !== key.repository) return null;
  const snapshot = (await snapshotsOf(deps)).get(record.snapshot);
  if (snapshot === undefined) {
    await deps.records.remove(key.id);
    return null;
  }
  await deps.records.write({ ...record, lastUsedAt: deps.now().toISOString() });
  return { snapshot, about: record.about };
}

async function keepLayer(deps: Opened, key: KeyWithWord, prepared: Pick<Sandbox, 'snapshot'>): Promise<void> {
  if ((await findLayer(deps, key)) !== null) return;
  await destroyOrphans(deps);
  await deps.records.writeIntent(key.id, { before: [...(await snapshotsOf(deps)).keys()] });
  try {
    await recordSnapshot(deps, key, (await prepared.snapshot()).id);
  } finally {
    await deps.records.removeIntent(key.id);
  }
  await evictLayers(deps);
}

async function recordSnapshot(deps: Opened, key: KeyWithWord, snapshot: string): Promise<void> {
  const now = deps.now().toISOString();
  try {
    await deps.records.write({ version: 2, ...key, snapshot, createdAt: now, lastUsedAt: now });
  } catch (error) {
    await deps.provider.destroySnapshot(snapshot);
    throw error;
  }
}

/** The record last, as in an eviction. */
async function forgetLayer(deps: Opened, key: LayerKey): Promise<void> {
  const record = await deps.records.read(key.id);
  if (record === null || record.repository !== key.repository) return;
  await deps.provider.destroySnapshot(record.snapshot);
  await deps.records.remove(key.id);
}

async function evictLayers(deps: Opened): Promise<void> {
  await destroyOrphans(deps);
  const snapshots = await snapshotsOf(deps);
  const records = await deps.records.all();
  for (const { id, snapshot } of records) if (!snapshots.has(snapshot)) await deps.records.remove(id);
  const kept = records.flatMap(({ id, snapshot, lastUsedAt }) => {
    const bytes = snapshots.get(snapshot)?.bytes;
    return bytes === undefined ? [] : [{ id, snapshot, bytes, lastUsedAt: new Date(lastUsedAt) }];
  });
  const evicted = new Set(chooseEvicted(kept, deps.now(), deps.settings));
  for (const { id, snapshot } of kept.filter((layer) => evicted.has(layer.id))) {
    // The record last: should this process end in between, it is forgotten with its snapshot gone, not the reverse.
    await deps.provider.destroySnapshot(snapshot);
    await deps.records.remove(id);
  }
}

/** Done once, when nobody has made a snapshot since the crash. */
async function findOrphans(deps: Opened): Promise<void> {
  const intents = await deps.records.intents();
  if (intents.length === 0) return;
  const snapshots = [...(await snapshotsOf(deps)).keys()];
  const recorded = new Set((await deps.records.all()).map(({ snapshot }) => snapshot));
  for (const { id, intent } of intents) {
    if (!('before' in intent)) continue;
    const orphans = snapshots.filter((snapshot) => !intent.before.includes(snapshot) && !recorded.has(snapshot));
    await deps.records.writeIntent(id, { orphans });
  }
}

async function destroyOrphans(deps: Opened): Promise<void> {
  for (const { id, intent } of await deps.records.intents()) {
    if (!('orphans' in intent)) continue;
    for (const orphan of intent.orphans) await deps.provider.destroySnapshot(orphan);
    await deps.records.removeIntent(id);
  }
}

async function snapshotsOf({ provider }: Opened): Promise<ReadonlyMap<string, SnapshotInfo>> {
  const snapshots = await Array.fromAsync(provider.listSnapshots());
  return new Map(snapshots.map((snapshot) => [snapshot.id, snapshot]));
}
