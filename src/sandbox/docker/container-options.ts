import type { ContainerCreateOptions, HostConfig } from 'dockerode';
import type { SandboxSpec } from '../sandbox.ts';
import { seccompProfile } from './seccomp-profile.ts';

export type ContainerPlan = {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly volume: string;
  readonly spec: SandboxSpec;
  /** How many processors the engine has: it refuses a box that asks for more. */
  readonly hostCpus: number;
};

const MiB = 1024 * 1024;

/** The one place that says what a box may do on this host. */
export function containerOptions({ name, labels, volume, spec, hostCpus }: ContainerPlan): ContainerCreateOptions {
  return {
    name,
    Image: spec.image,
    Labels: { ...labels },
    Hostname: 'sandbox',
    User: '1000:1000',
    Tty: false,
    OpenStdin: true,
    StdinOnce: true,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    HostConfig: { ...isolation(), ...ceilings(spec, hostCpus), ...storage(spec, volume) },
  };
}

function isolation(): HostConfig {
  return {
    NetworkMode: 'none',
    // Without a network no name can be resolved; asking nobody fails at once, and shows nothing of the host's own DNS.
    Dns: ['127.0.0.1'],
    DnsSearch: ['.'],
    CapDrop: ['ALL'],
    SecurityOpt: ['no-new-privileges:true', `seccomp=${JSON.stringify(seccompProfile())}`],
    ReadonlyRootfs: true,
    IpcMode: 'private',
    // A box's output is read from the held stream. A log file on the host would be a disk it could fill.
    LogConfig: { Type: 'none', Config: {} },
    RestartPolicy: { Name: 'no' },
    // When the host itself runs out of memory, a box goes first. Commands get a higher score still, from the agent.
    OomScoreAdj: 300,
  };
}

function ceilings({ limits }: SandboxSpec, hostCpus: number): HostConfig {
  const { cpus, memoryMiB, pids, workspaceMiB } = limits;
  const inMemoryFolders = Object.values(scratch(limits)).reduce((sum, size) => sum + size, workspaceMiB);
  const memory = (memoryMiB + inMemoryFolders) * MiB;
  return {
    NanoCpus: Math.min(cpus, hostCpus) * 1e9,
    Memory: memory,
    // The same as Memory: no swap.
    MemorySwap: memory,
    ShmSize: 64 * MiB,
    PidsLimit: pids,
    Ulimits: [
      { Name: 'nofile', Soft: 16_384, Hard: 16_384 },
      { Name: 'core', Soft: 0, Hard: 0 },
    ],
  };
}

function storage(spec: SandboxSpec, volume: string): HostConfig {
  const mount = {
    Type: 'volume' as const,
    Source: volume,
    Target: '/workspace',
    ReadOnly: spec.workspace.kind === 'read-only',
    VolumeOptions: { NoCopy: true, Labels: {}, DriverConfig: { Name: 'local', Options: {} } },
  };
  const owner = 'uid=1000,gid=1000,mode=0755,nr_inodes=200000';
  const folders = Object.entries(scratch(spec.limits)).map(([path, size]) => [
    path,
    `rw,exec,nosuid,nodev,size=${size}m,${owner}`,
  ]);
  return { Mounts: [mount], Tmpfs: Object.fromEntries(folders) };
}

/** Sizes in MiB of the folders that exist in memory, besides the workspace, and are gone with the box. */
function scratch({ workspaceMiB }: SandboxSpec['limits']): Readonly<Record<string, number>> {
  // An exporter keeps the whole repository here once more, as objects.
  return { '/tmp': workspaceMiB, '/home/agent': 512, '/run/sandpiper': 1 };
}
