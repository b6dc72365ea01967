import { answerWithin } from '../engine/answer-within.ts';
import { unlessStatus } from '../engine/unless-status.ts';
import { boxEnded } from './box-ended.ts';
import type { DockerCore } from './docker-core.ts';
import { engineFault } from './engine-fault.ts';
import type { Entry } from './entry.ts';
import { isActive } from './is-active.ts';

/** Where there is no link to tell it, asks the engine whether the box still runs. In its turn only. */
export async function settleEntry(core: DockerCore, entry: Entry): Promise<void> {
  if (entry.live !== null || !isActive(entry.record.state)) return;
  const { docker } = core.deps;
  try {
    const found = await answerWithin(30_000, unlessStatus([404], docker.getContainer(entry.id).inspect()));
    if (found?.State.Running) return;
    await boxEnded(core, entry);
  } catch (cause) {
    throw engineFault('The Docker Engine could not say how the sandbox is', cause);
  }
}
