import type { Available, Capabilities } from '../sandbox.ts';
import { createEntry } from './create-entry.ts';
import { destroyEntry } from './destroy-entry.ts';
import type { DockerCore } from './docker-core.ts';
import type { Entry } from './entry.ts';
import { pauseBox } from './pause-box.ts';
import { snapshotEntry } from './snapshot-entry.ts';
import { useBox } from './use-box.ts';

const deadlineMs = 60_000;

/** Everything is really done, with boxes of its own. */
export async function probeCapabilities(core: DockerCore, signal: AbortSignal): Promise<Capabilities> {
  const runtimes = await core.deps.runtimes.verdicts(core.deps.probeImage, signal);
  const disk = await tryOut(async () => void (await core.disk()));
  const storage = disk.available ? 'disk' : 'memory';
  const freeze = await withBox(core, storage, signal, (entry) => pauseAndUse(core, entry, 'freeze'));
  if (!disk.available) return { runtimes, disk, freeze, hibernate: disk, snapshot: disk, memoryAcrossReboot: false };
  const hibernate = await withBox(core, storage, signal, (entry) => pauseAndUse(core, entry, 'hibernate'));
  const snapshot = await withBox(core, storage, signal, (entry) => keepAndForget(core, entry));
  return { runtimes, disk, freeze, hibernate, snapshot, memoryAcrossReboot: false };
}

async function withBox(
  core: DockerCore,
  storage: 'memory' | 'disk',
  signal: AbortSignal,
  work: (entry: Entry) => Promise<void>,
): Promise<Available> {
  return await tryOut(async () => {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]);
    const entry = await createEntry(core, { ...smallBox(core), workspace: { kind: 'new', storage } }, limit);
    try {
      await work(entry);
    } finally {
      await destroyEntry(core, entry);
    }
  });
}

async function tryOut(work: () => Promise<void>): Promise<Available> {
  try {
    await work();
    return { available: true };
  } catch (error) {
    return { available: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

async function pauseAndUse(core: DockerCore, entry: Entry, depth: 'freeze' | 'hibernate'): Promise<void> {
  await entry.turn.run(() => pauseBox(core, entry, depth));
  const { ok } = await useBox(core, entry, ({ box }) => box.exec(['true'], { timeoutMs: 10_000 }));
  if (!ok) throw new Error('a command in the resumed box failed');
}

async function keepAndForget(core: DockerCore, entry: Entry): Promise<void> {
  const { id } = await entry.turn.run(() => snapshotEntry(core, entry));
  await (await core.disk()).disk.removeSnapshot(id);
}

function smallBox({ deps }: DockerCore) {
  return {
    image: deps.probeImage,
    limits: { cpus: 1, memoryMiB: 64, pids: 64, workspaceMiB: 64, workspaceInodes: 1000 },
    network: { kind: 'none' },
    env: {},
  } as const;
}
