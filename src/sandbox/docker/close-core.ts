import type { DockerCore } from './docker-core.ts';
import type { Entry } from './entry.ts';
import { noteRecord } from './keep-record.ts';

/** Ends this process's side of everything. The boxes go on. */
export async function closeCore(core: DockerCore): Promise<void> {
  await Promise.allSettled(core.making);
  await core.pool.close();
  for (const tryAgain of [...core.leavings.values()]) await tryAgain();
  for (const entry of core.entries.values()) await entry.turn.run(() => letGo(core, entry));
}

async function letGo(core: DockerCore, entry: Entry): Promise<void> {
  for (const endpoint of entry.endpoints.values()) await (await endpoint.catch(() => null))?.[Symbol.asyncDispose]();
  entry.egress?.close();
  const { live } = entry;
  entry.live = null;
  live?.box.detach();
  if (entry.lastUsedAt !== entry.record.lastUsedAt) noteRecord(core, entry, { lastUsedAt: entry.lastUsedAt });
}
