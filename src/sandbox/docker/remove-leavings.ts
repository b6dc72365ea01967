import { removeStorage } from './box-storage.ts';
import type { DockerCore } from './docker-core.ts';
import type { Freezable } from './find-freezer.ts';
import { removeContainer } from './remove-box.ts';

/**
 * Of a box that came to nothing, or was given to nobody. Never rejects, which would hide why there is no box: what could
 * not be removed is tried again later, and found by its labels when a provider next opens.
 */
export async function removeLeavings(
  core: DockerCore,
  box: Freezable,
  storage: 'memory' | 'disk' | null,
): Promise<void> {
  try {
    await removeContainer(core, box);
    if (storage !== null) await removeStorage(core, box.id, storage);
    core.leavings.delete(box.id);
  } catch (err) {
    core.leavings.set(box.id, () => removeLeavings(core, box, storage));
    core.deps.log.warn({ err, sandbox: box.id }, 'Could not remove what is left of a sandbox');
  }
}
