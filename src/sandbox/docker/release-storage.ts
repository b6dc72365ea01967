import { closeFolders, removeStorage } from './box-storage.ts';
import type { DockerCore } from './docker-core.ts';
import type { Entry } from './entry.ts';
import { isActive } from './is-active.ts';

/** After a box of it ended: unmounts a workspace that no box has, and removes one that no sandbox has. */
export async function releaseStorage(core: DockerCore, { record }: Entry): Promise<void> {
  const { workspaceOf: of, storage } = record;
  const users = [...core.entries.values()].filter((entry) => entry.record.workspaceOf === of);
  if (users.length === 0) return await removeStorage(core, of, storage);
  if (storage === 'memory' || users.some((user) => isActive(user.record.state))) return;
  await closeFolders(core, of);
}
