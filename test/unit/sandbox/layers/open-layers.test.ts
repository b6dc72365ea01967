import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { layerKey } from '../../../../src/sandbox/layers/layer-key.ts';
import type { LayersSettings } from '../../../../src/sandbox/layers/layers.ts';
import { openLayers } from '../../../../src/sandbox/layers/open-layers.ts';
import type { Sandbox } from '../../../../src/sandbox/sandbox.ts';
import { temporaryDirectory } from '../../../support/temporary-directory.ts';
import { SnapshotShelf } from './snapshot-shelf.ts';

const day = 24 * 60 * 60_000;

const keyOf = (repository: string, hash = 'aa') =>
  layerKey({
    repository,
    commit: null,
    files: [{ path: 'package-lock.json', hash }],
    imageId: 'sha256:1',
    setupCommands: ['npm ci'],
    limits: { workspaceMiB: 64, workspaceInodes: 1000 },
  });

const key = keyOf('github:42');

/** A directory and a provider that outlive the layers opened on them, and a clock that the test sets. */
async function someLayers(different: Partial<LayersSettings> = {}) {
  const folder = await temporaryDirectory();
  onTestFinished(() => folder[Symbol.asyncDispose]());
  const directory = join(folder.path, 'layers');
  const shelf = new SnapshotShelf();
  const clock = { now: new Date('2026-01-01') };
  const warnings: string[] = [];
  const open = () =>
    openLayers({
      provider: shelf,
      directory,
      now: () => clock.now,
      settings: { maxBytes: 100, maxUnusedMs: 30 * day, ...different },
      log: { warn: (_, message) => void warnings.push(message) },
    });
  const later = (ms: number) => {
    clock.now = new Date(clock.now.getTime() + ms);
  };
  return { directory, shelf, warnings, open, later, layers: await open() };
}

describe('a layer', () => {
  test('is found by its key, also by the next process', async () => {
    const { layers, open, shelf } = await someLayers();
    await layers.keep(key, shelf.prepared);

    expect(await layers.find(key)).toMatchObject({ snapshot: { id: 'snapshot-1' } });
    expect(await (await open()).find(key)).toMatchObject({ snapshot: { id: 'snapshot-1' } });
  });

  test('is not found for another lockfile', async () => {
    const { layers, shelf } = await someLayers();
    await layers.keep(key, shelf.prepared);

    expect(await layers.find(keyOf('github:42', 'bb'))).toBeNull();
  });

  test('is never found for another repository, not even when its record was copied there', async () => {
    const { layers, shelf, directory } = await someLayers();
    await layers.keep(key, shelf.prepared);
    const other = keyOf('github:43');
    const record = await readFile(join(directory, `${key.id}.json`), 'utf8');

    await writeFile(join(directory, `${other.id}.json`), record);
    const asIs = await layers.find(other);
    await writeFile(join(directory, `${other.id}.json`), record.replace(key.id, other.id));
    const renamed = await layers.find(other);

    expect([asIs, renamed]).toEqual([null, null]);
  });

  test('is kept once when several prepare it at the same time', async () => {
    const { layers, shelf } = await someLayers();

    await Promise.all(Array.from({ length: 5 }, () => layers.keep(key, shelf.prepared)));

    expect(shelf.snapshots.size).toBe(1);
    expect(await layers.find(key)).toMatchObject({ snapshot: { id: 'snapshot-1' } });
  });

  test('whose snapshot vanished is forgotten, and can be kept anew', async () => {
    const { layers, shelf, directory } = await someLayers();
    await layers.keep(key, shelf.prepared);
    shelf.snapshots.clear();

    expect(await layers.find(key)).toBeNull();
    expect(await readdir(directory)).toEqual([]);
    await layers.keep(key, shelf.prepared);
    expect(await layers.find(key)).toMatchObject({ snapshot: { id: 'snapshot-2' } });
  });

  test('with a damaged record is set aside with a warning', async () => {
    const { layers, shelf, directory, warnings } = await someLayers();
    await layers.keep(key, shelf.prepared);
    await writeFile(join(directory, `${key.id}.json`), '{"version":2,');

    expect(await layers.find(key)).toBeNull();
    expect(await readdir(directory)).toEqual([`${key.id}.json.damaged`]);
    expect(warnings).toHaveLength(1);
  });

  test('comes back with what was said of it', async () => {
    const { layers, open, shelf } = await someLayers();
    await layers.keep(key, shelf.prepared, 'npm ci took a while');

    expect(await (await open()).find(key)).toMatchObject({ about: 'npm ci took a while' });
  });

  test('that is of no use is forgotten with its snapshot, and no other is', async () => {
    const { layers, shelf } = await someLayers();
    await layers.keep(key, shelf.prepared);
    await layers.keep(keyOf('github:43'), shelf.prepared);

    await layers.forget(key);
    await layers.forget(key);

    expect(await layers.find(key)).toBeNull();
    expect([...shelf.snapshots.keys()]).toEqual(['snapshot-2']);
  });
});

describe('eviction', () => {
  test('ends what nobody used for too long, and not what was used', async () => {
    const { layers, shelf, later } = await someLayers();
    await layers.keep(key, shelf.prepared);
    await layers.keep(keyOf('github:43'), shelf.prepared);
    later(20 * day);
    await layers.find(key);
    later(20 * day);

    await layers.evict();

    expect([...shelf.snapshots.keys()]).toEqual(['snapshot-1']);
    expect(await layers.find(keyOf('github:43'))).toBeNull();
  });

  test('ends the ones used longest ago when all together are too large', async () => {
    const { layers, shelf, later } = await someLayers({ maxBytes: 25 });
    await layers.keep(keyOf('github:1'), shelf.prepared);
    later(1000);
    await layers.keep(keyOf('github:2'), shelf.prepared);
    later(1000);
    await layers.find(keyOf('github:1'));
    later(1000);

    await layers.keep(keyOf('github:3'), shelf.prepared);

    expect([...shelf.snapshots.keys()]).toEqual(['snapshot-1', 'snapshot-3']);
  });

  test('ends a layer that is too large for the whole, and no other for it', async () => {
    const { layers, shelf, later } = await someLayers({ maxBytes: 25 });
    await layers.keep(keyOf('github:1'), shelf.prepared);
    later(1000);
    shelf.bytes = 26;

    await layers.keep(keyOf('github:2'), shelf.prepared);

    expect([...shelf.snapshots.keys()]).toEqual(['snapshot-1']);
  });

  test('leaves the snapshots of others alone', async () => {
    const { layers, shelf, open } = await someLayers({ maxBytes: 0 });
    await shelf.prepared.snapshot();
    await layers.keep(key, shelf.prepared);

    await layers.evict();
    await (await open()).evict();

    expect([...shelf.snapshots.keys()]).toEqual(['snapshot-1']);
  });
});

describe('a snapshot', () => {
  test('whose process ended before it was recorded is destroyed by the next eviction, and no other is', async () => {
    const { layers, shelf, open } = await someLayers();
    await layers.keep(keyOf('github:1'), shelf.prepared);
    await shelf.prepared.snapshot();
    const { dies, hasSnapshot } = dyingAfterSnapshot(shelf);
    void layers.keep(key, dies);
    await hasSnapshot;
    expect(shelf.snapshots.size).toBe(3);

    const next = await open();
    await shelf.prepared.snapshot();
    await next.evict();

    expect([...shelf.snapshots.keys()]).toEqual(['snapshot-1', 'snapshot-2', 'snapshot-4']);
    expect(await next.find(key)).toBeNull();
  });

  test('that an earlier crash left is destroyed also when its key is kept again first', async () => {
    const { layers, shelf, open } = await someLayers();
    const { dies, hasSnapshot } = dyingAfterSnapshot(shelf);
    void layers.keep(key, dies);
    await hasSnapshot;

    const next = await open();
    await next.keep(key, shelf.prepared);

    expect([...shelf.snapshots.keys()]).toEqual(['snapshot-2']);
  });

  test('that cannot be recorded is destroyed at once, and the reason is told', async () => {
    const { layers, shelf, directory } = await someLayers();
    const prepared = {
      snapshot: async () => {
        const snapshot = await shelf.prepared.snapshot();
        await rename(directory, `${directory}-gone`);
        return snapshot;
      },
    };

    await expect(layers.keep(key, prepared)).rejects.toThrow('ENOENT');

    expect(shelf.snapshots.size).toBe(0);
  });

  test('that cannot be made leaves no trace, and the next one works', async () => {
    const { layers, shelf, directory } = await someLayers();
    const failing = { snapshot: () => Promise.reject(new Error('no room')) };

    await expect(layers.keep(key, failing)).rejects.toThrow('no room');

    expect(await readdir(directory)).toEqual([]);
    await layers.keep(key, shelf.prepared);
    expect(await layers.find(key)).not.toBeNull();
  });
});

/** As when the process ends between the snapshot and its record. */
function dyingAfterSnapshot(shelf: SnapshotShelf) {
  const { promise: hasSnapshot, resolve } = Promise.withResolvers<void>();
  const dies: Pick<Sandbox, 'snapshot'> = {
    snapshot: async () => {
      await shelf.prepared.snapshot();
      resolve();
      return await new Promise(() => undefined);
    },
  };
  return { dies, hasSnapshot };
}
