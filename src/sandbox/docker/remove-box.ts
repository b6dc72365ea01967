import { answerWithin } from '../engine/answer-within.ts';
import { unlessStatus } from '../engine/unless-status.ts';
import type { DockerCore } from './docker-core.ts';
import { type Freezable, findFreezer } from './find-freezer.ts';

const timeoutMs = 30_000;

/** Idempotent, whatever its state: also when it is gone already, or being removed by someone else. */
export async function removeContainer(core: DockerCore, box: Freezable): Promise<void> {
  const { docker } = core.deps;
  await thawToDie(core, box);
  const container = docker.getContainer(box.id);
  const removal = container.remove({ force: true });
  await answerWithin(timeoutMs, unlessStatus([404, 409], removal));
}

/** Ends it and keeps what the engine knows of it, to be started again. */
export async function stopContainer(core: DockerCore, box: Freezable): Promise<void> {
  await thawToDie(core, box);
  // 409: it does not run.
  const killed = core.deps.docker.getContainer(box.id).kill();
  await answerWithin(timeoutMs, unlessStatus([404, 409], killed));
  box.freezer = undefined;
}

/** Idempotent. `in-use`: a container has it still, another box's or one that the engine is only taking away. */
export async function removeVolume({ deps }: DockerCore, name: string): Promise<'gone' | 'in-use'> {
  const removal = unlessStatus([404], deps.docker.getVolume(name).remove()).then(() => 'gone' as const);
  return (await answerWithin(timeoutMs, unlessStatus([409], removal))) ?? 'in-use';
}

/** A signal does not reach what stands still in a frozen cgroup, and the engine would wait for it in vain. */
async function thawToDie(core: DockerCore, box: Freezable): Promise<void> {
  const freezer = box.isForeign ? await unlessStatus([404], findFreezer(core, box)) : box.freezer;
  await freezer?.thaw().catch(goneAlready);
}

function goneAlready(): void {
  // The cgroup ends with its last process: there is nothing left to thaw.
}
