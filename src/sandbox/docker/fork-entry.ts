import { randomUUID } from 'node:crypto';
import type { SandboxSpec } from '../sandbox.ts';
import { createEntry } from './create-entry.ts';
import type { DockerCore } from './docker-core.ts';
import type { Entry } from './entry.ts';
import { snapshotEntry } from './snapshot-entry.ts';

/** A crash may leave one behind, which the next provider knows by its name. */
export const passingSnapshot = 'fork-';

/** See `Sandbox.fork`. */
export async function forkEntry(core: DockerCore, entry: Entry, signal: AbortSignal): Promise<Entry> {
  signal.throwIfAborted();
  const id = `${passingSnapshot}${randomUUID()}`;
  await entry.turn.run(() => snapshotEntry(core, entry, id));
  try {
    return await createEntry(core, specOf(entry, id), signal);
  } finally {
    await (await core.disk()).removeSnapshot(id);
  }
}

function specOf({ record, network }: Entry, id: string): SandboxSpec {
  const { image, labels, isolation, limits, env, idle } = record;
  return { image, labels, isolation, limits, env, idle, network, workspace: { kind: 'snapshot', id } };
}
