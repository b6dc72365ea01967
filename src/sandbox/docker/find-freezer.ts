import { answerWithin } from '../engine/answer-within.ts';
import { type CgroupFreezer, cgroupFreezer } from './cgroup-freezer.ts';
import type { DockerCore } from './docker-core.ts';
import type { Entry } from './entry.ts';

export type Freezable = Pick<Entry, 'id' | 'freezer' | 'isForeign'>;

/** Looked for once in the life of a container. */
export async function findFreezer({ deps }: DockerCore, box: Freezable): Promise<CgroupFreezer | null> {
  if (box.freezer !== undefined) return box.freezer;
  const { Id, State } = await answerWithin(30_000, deps.docker.getContainer(box.id).inspect());
  if (!State.Running) return null;
  box.freezer = await cgroupFreezer(Id, State.Pid);
  return box.freezer;
}
