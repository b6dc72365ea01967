import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { SandboxFault } from '../sandbox.ts';
import type { DiskPaths } from './disk-paths.ts';
import { findImage } from './find-image.ts';
import { findLoops } from './find-loops.ts';
import { unmount } from './unmount.ts';

/** Unmounts the workspace and waits until the kernel has let go of its image: only then it is whole. */
export async function detachImage(paths: DiskPaths, id: string): Promise<void> {
  await unmount(join(paths.mounts, id));
  const image = await findImage(paths.images, id);
  if (image === null) return;
  const deadline = performance.now() + 5000;
  while ((await findLoops(image.path)).length > 0) {
    if (performance.now() > deadline) throw stillUsed(id);
    await wait(20);
  }
}

function stillUsed(id: string): SandboxFault {
  return new SandboxFault(`The workspace ${id} is still mounted elsewhere, most likely in a container that runs.`, {
    code: 'conflict',
    ran: 'yes',
    nextAction: 'Stop the container, then try again.',
  });
}
