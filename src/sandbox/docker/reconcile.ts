import type { ContainerInfo } from 'dockerode';
import { answerWithin } from '../engine/answer-within.ts';
import { boxEnded } from './box-ended.ts';
import { removeDoomed } from './destroy-entry.ts';
import type { DockerCore } from './docker-core.ts';
import { engineFault } from './engine-fault.ts';
import type { Entry } from './entry.ts';
import { isActive } from './is-active.ts';
import { noteRecord } from './keep-record.ts';
import { labelFilters } from './labels.ts';
import { releaseStorage } from './release-storage.ts';
import { removeContainer, removeVolume, stopContainer } from './remove-box.ts';

const timeoutMs = 30_000;

/**
 * Brings what the records say and what there is together again, after a crash of the host, the engine or the machine.
 * Neither is believed alone: what runs and is known goes on, what is unknown is removed.
 */
export async function reconcile(core: DockerCore): Promise<void> {
  try {
    const containers = await listContainers(core);
    for (const entry of core.entries.values()) await matchEntry(core, entry, containers.get(entry.id));
    for (const entry of core.doomed.values()) await removeDoomed(core, entry);
    for (const id of containers.keys())
      if (!isKnown(core, id)) await removeContainer(core, { id, freezer: undefined, isForeign: true });
    await removeUnknownVolumes(core);
    await removeUnknownDisks(core);
  } catch (cause) {
    throw engineFault('What earlier processes left could not be sorted out', cause, 'unknown');
  }
}

async function listContainers({ deps }: DockerCore): Promise<ReadonlyMap<string, ContainerInfo>> {
  const filters = labelFilters(deps.installation);
  const found = await answerWithin(timeoutMs, deps.docker.listContainers({ all: true, filters }));
  return new Map(found.map((container) => [container.Names[0]?.slice(1) ?? container.Id, container]));
}

async function matchEntry(core: DockerCore, entry: Entry, container: ContainerInfo | undefined): Promise<void> {
  const runs = container?.State === 'running' || container?.State === 'paused';
  if (isActive(entry.record.state)) {
    if (runs) noteRecord(core, entry, { origin: 'adopted' });
    else await boxEnded(core, entry);
    return;
  }
  if (runs) await stopContainer(core, entry);
  await releaseStorage(core, entry).catch((err) => {
    core.deps.log.warn({ err, sandbox: entry.id }, 'Could not unmount a workspace');
  });
}

/** Also what only a sandbox that reads it needs, and what belongs to a record that could not be understood. */
function isKnown({ entries, records }: DockerCore, id: string): boolean {
  return (
    records.setAside.has(id) ||
    [...entries.values()].some(({ record }) => record.id === id || record.workspaceOf === id)
  );
}

async function removeUnknownVolumes(core: DockerCore): Promise<void> {
  const filters = labelFilters(core.deps.installation);
  const { Volumes: volumes } = await answerWithin(timeoutMs, core.deps.docker.listVolumes({ filters }));
  for (const { Name } of volumes ?? []) if (!isKnown(core, Name)) await removeVolume(core, Name);
}

/** A disk that cannot be opened today is no reason to work without the sandboxes that do not need it. */
async function removeUnknownDisks(core: DockerCore): Promise<void> {
  if (!(await core.diskWasUsed())) return;
  try {
    const { disk, slots } = await core.disk();
    for (const id of await slots.list()) if (!isKnown(core, id)) await slots.remove(id);
    for (const { id } of await disk.list()) if (!isKnown(core, id)) await disk.remove(id);
  } catch (err) {
    core.deps.log.warn({ err }, 'The workspaces on disk cannot be reached');
  }
}
