import type { DockerCore } from './docker-core.ts';
import type { Entry } from './entry.ts';
import { noteRecord } from './keep-record.ts';
import { releaseStorage } from './release-storage.ts';
import { removeContainer } from './remove-box.ts';

/**
 * From whatever state. Never rejects: an engine that is gone must not hide how the work in the box ended. What is
 * left is removed by a later sweep, or by the next provider.
 */
export function destroyEntry(core: DockerCore, entry: Entry): Promise<void> {
  if (entry.destruction === null) entry.destruction = entry.turn.run(() => destroy(core, entry));
  else if (core.doomed.has(entry.id)) entry.destruction = entry.turn.run(() => removeDoomed(core, entry));
  return entry.destruction;
}

async function destroy(core: DockerCore, entry: Entry): Promise<void> {
  noteRecord(core, entry, { doomed: true });
  core.entries.delete(entry.id);
  core.doomed.set(entry.id, entry);
  for (const endpoint of entry.endpoints.values()) await (await endpoint.catch(() => null))?.[Symbol.asyncDispose]();
  entry.egress?.close();
  // The container is asked to end as well: what runs in the box has no say in it.
  entry.live?.box.close();
  entry.live = null;
  await removeDoomed(core, entry);
}

/** Tried again until nothing is left. */
export async function removeDoomed(core: DockerCore, entry: Entry): Promise<void> {
  if (!core.doomed.has(entry.id)) return;
  try {
    await removeContainer(core, entry);
    await releaseStorage(core, entry);
    await core.records.remove(entry.id);
    core.doomed.delete(entry.id);
  } catch (err) {
    core.deps.log.warn({ err, sandbox: entry.id }, 'Could not remove a sandbox');
  }
}
