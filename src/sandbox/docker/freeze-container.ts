import { answerWithin } from '../engine/answer-within.ts';
import { unlessStatus } from '../engine/unless-status.ts';
import type { DockerCore } from './docker-core.ts';
import { engineFault } from './engine-fault.ts';
import { type Freezable, findFreezer } from './find-freezer.ts';

const timeoutMs = 30_000;

/** The kernel stops it, not the agent in it: nothing that runs in a box has a say in this. */
export async function freezeContainer(core: DockerCore, box: Freezable): Promise<'cgroup' | 'engine'> {
  try {
    const freezer = await findFreezer(core, box);
    if (freezer !== null) {
      await freezer.freeze();
      return 'cgroup';
    }
    // Conflict: it is paused already.
    await answerWithin(timeoutMs, unlessStatus([409], core.deps.docker.getContainer(box.id).pause()));
    return 'engine';
  } catch (cause) {
    throw engineFault('The sandbox could not be frozen', cause, 'unknown');
  }
}

/** Whoever froze it, and also when nobody did. */
export async function thawContainer(core: DockerCore, box: Freezable, by: 'cgroup' | 'engine' | null): Promise<void> {
  try {
    if (by !== 'engine') {
      const freezer = await findFreezer(core, box);
      if (freezer !== null) return await freezer.thaw();
    }
    // 404: there is no such container; 409 and 500: it is not paused.
    const container = core.deps.docker.getContainer(box.id);
    await answerWithin(timeoutMs, unlessStatus([404, 409, 500], container.unpause()));
  } catch (cause) {
    throw engineFault('The sandbox could not be thawed', cause, 'unknown');
  }
}
