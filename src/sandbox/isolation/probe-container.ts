import type { ContainerCreateOptions } from 'dockerode';
import { containerOptions } from '../docker/container-options.ts';
import type { EngineRuntime, EngineRuntimes } from './list-runtimes.ts';
import type { Canary } from './open-canary.ts';

export type ProbeSubject = {
  readonly engine: EngineRuntimes;
  readonly runtime: EngineRuntime;
  readonly image: string;
};

/** On every container and volume of a probe. */
export const probeLabel = 'sandpiper.probe';

export const probeLimits = { cpus: 0.5, memoryMiB: 256, pids: 32, workspaceMiB: 8, workspaceInodes: 500 };

const MiB = 1024 * 1024;

/** An ordinary box, with the agent told to probe, and less memory than the folders of a real one would ask for. */
export function probeContainer(
  name: string,
  { engine, runtime, image }: ProbeSubject,
  canary: Pick<Canary, 'targets' | 'secret'>,
): ContainerCreateOptions {
  const ordinary = containerOptions({
    name,
    labels: { [probeLabel]: '' },
    spec: { image, limits: probeLimits },
    hostCpus: engine.cpus,
    runtime: { runtime: runtime.name, isolation: runtime.isolation },
    storage: { kind: 'volume', name, readOnly: false },
  });
  const memory = probeLimits.memoryMiB * MiB;
  const plan = {
    ...probeLimits,
    descriptors: 16_384,
    fileMiB: 16 * 1024,
    targets: canary.targets,
    canary: canary.secret,
    ownKernel: runtime.isolation === 'syscall' || runtime.isolation === 'vm',
  };
  return {
    ...ordinary,
    Cmd: ['probe', JSON.stringify(plan)],
    HostConfig: { ...ordinary.HostConfig, Memory: memory, MemorySwap: memory },
  };
}
