import type Dockerode from 'dockerode';
import { answerWithin } from '../engine/answer-within.ts';
import { unlessStatus } from '../engine/unless-status.ts';
import { endContainer } from './end-container.ts';
import { probeLabel } from './probe-container.ts';

/** No probe lives as long as this: what is older was left by a process that ended in the middle of one. */
const abandonedMs = 5 * 60_000;
const engineTimeoutMs = 20_000;

/** Removes what probes of processes that crashed have left, and nothing of one that is going on. */
export async function removeOldProbes(docker: Dockerode, now: number): Promise<void> {
  const filters = { label: [probeLabel] };
  const containers = await answerWithin(engineTimeoutMs, docker.listContainers({ all: true, filters }));
  for (const { Id, Created } of containers) {
    if (now - Created * 1000 > abandonedMs) await endContainer(docker.getContainer(Id));
  }
  const { Volumes: volumes } = await answerWithin(engineTimeoutMs, docker.listVolumes({ filters }));
  for (const volume of volumes ?? []) {
    const createdAt = 'CreatedAt' in volume ? Date.parse(String(volume.CreatedAt)) : Number.NaN;
    if (!(now - createdAt > abandonedMs)) continue;
    await answerWithin(engineTimeoutMs, unlessStatus([404, 409], docker.getVolume(volume.Name).remove()));
  }
}
