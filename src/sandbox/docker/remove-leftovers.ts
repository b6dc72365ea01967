import { answerWithin } from '../engine/answer-within.ts';
import { SandboxFault } from '../sandbox.ts';
import type { DockerSandboxesDeps } from './docker-deps.ts';
import { removeContainer, removeVolume } from './remove-box.ts';

/** See `SandboxProvider.removeLeftovers`. */
export async function removeLeftovers({ docker, installation }: DockerSandboxesDeps, runId?: string): Promise<void> {
  const run = runId === undefined ? [] : [`sandpiper.run=${runId}`];
  const filters = { label: [`sandpiper.installation=${installation}`, ...run] };
  try {
    const containers = await answerWithin(30_000, docker.listContainers({ all: true, filters }));
    await Promise.all(containers.map(({ Id }) => removeContainer(docker, Id)));
    const { Volumes: volumes } = await answerWithin(30_000, docker.listVolumes({ filters }));
    await Promise.all((volumes ?? []).map(({ Name }) => removeVolume(docker, Name)));
  } catch (cause) {
    throw new SandboxFault('What earlier runs left in the Docker Engine could not be removed.', {
      ran: 'unknown',
      cause,
      nextAction: 'Check with `docker info` that the Docker Engine runs, then try again.',
    });
  }
}
