import type { DockerCore } from './docker-core.ts';
import type { Entry } from './entry.ts';
import { type BoxRequest, makeEntry } from './make-entry.ts';
import { readyToCopy } from './ready-to-copy.ts';

/** See `Sandbox.fork`. */
export async function forkEntry(core: DockerCore, entry: Entry, signal: AbortSignal): Promise<Entry> {
  signal.throwIfAborted();
  return await entry.turn.run(async () => {
    await readyToCopy(core, entry);
    return await makeEntry(core, requestOf(entry), signal);
  });
}

function requestOf({ id, record, network }: Entry): BoxRequest {
  const { image, imageId, labels, limits, env, idle, runtime, isolation } = record;
  const workspace = { kind: 'copy', of: id } as const;
  return { image, imageId, labels, limits, env, idle, network, runtime: { runtime, isolation }, workspace };
}
