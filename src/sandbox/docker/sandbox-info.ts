import type { SandboxInfo } from '../sandbox.ts';
import type { DockerCore } from './docker-core.ts';
import type { Entry } from './entry.ts';
import { isActive } from './is-active.ts';
import { refuseGone } from './refuse-gone.ts';
import { settleEntry } from './settle-entry.ts';

/** Asks the engine only where there is no link that would have told. */
export async function sandboxInfo(core: DockerCore, entry: Entry): Promise<SandboxInfo> {
  refuseGone(entry);
  if (entry.live === null && isActive(entry.record.state)) {
    await entry.turn.run(async () => {
      refuseGone(entry);
      await settleEntry(core, entry);
    });
  }
  const { id, state, origin, image, imageId, isolation, runtime, storage, labels, createdAt, expiresAt } = entry.record;
  return {
    id,
    state,
    origin,
    image,
    imageId,
    isolation,
    runtime,
    storage,
    labels,
    createdAt: new Date(createdAt),
    lastUsedAt: new Date(entry.lastUsedAt),
    expiresAt: expiresAt === null ? null : new Date(expiresAt),
  };
}
