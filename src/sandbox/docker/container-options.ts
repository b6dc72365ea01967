import type { ContainerCreateOptions, HostConfig, MountConfig } from 'dockerode';
import type { ChosenRuntime } from '../isolation/chosen-runtime.ts';
import type { SandboxLimits, SandboxSpec } from '../sandbox.ts';
import { seccompProfile } from './seccomp-profile.ts';

export type ContainerPlan = {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly spec: Pick<SandboxSpec, 'image' | 'limits'>;
  /** How many processors the engine has: it refuses a box that asks for more. */
  readonly hostCpus: number;
  readonly runtime: ChosenRuntime;
  readonly storage: BoxStorage;
};

/** Where the workspace lives: in memory, as a volume of the engine, or on disk, as folders of the engine's host. */
export type BoxStorage =
  | { readonly kind: 'volume'; readonly name: string; readonly readOnly: boolean }
  | {
      readonly kind: 'folders';
      readonly workspace: string;
      /** `null`: in memory, and gone with the box. */
      readonly home: string | null;
      readonly readOnly: boolean;
      /** What is mounted over the folders while the box runs appears in it. */
      readonly canChange?: boolean;
    };

const MiB = 1024 * 1024;

/** The one place that says what a box may do on this host. */
export function containerOptions(plan: ContainerPlan): ContainerCreateOptions {
  return {
    name: plan.name,
    Image: plan.spec.image,
    Labels: { ...plan.labels },
    Hostname: 'sandbox',
    User: '1000:1000',
    Tty: false,
    OpenStdin: true,
    // A host process that ends, or crashes, does not end the box: the next one attaches to the same stream.
    StdinOnce: false,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    HostConfig: { Runtime: plan.runtime.runtime, ...isolation(), ...ceilings(plan), ...folders(plan) },
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

function ceilings({ spec: { limits }, hostCpus, runtime, storage }: ContainerPlan): HostConfig {
  const inMemory = Object.values(memoryFolders(limits, storage)).reduce((sum, size) => sum + size, 0);
  const volume = storage.kind === 'volume' ? limits.workspaceMiB : 0;
  const memory = (limits.memoryMiB + volume + inMemory) * MiB;
  return {
    NanoCpus: Math.min(limits.cpus, hostCpus) * 1e9,
    Memory: memory,
    // The same as Memory: no swap.
    MemorySwap: memory,
    ShmSize: 64 * MiB,
    ...processCeilings(limits, runtime),
  };
}

function processCeilings({ pids, workspaceMiB }: SandboxLimits, { isolation: kind }: ChosenRuntime): HostConfig {
  const largestFile = Math.max(16 * 1024, 2 * workspaceMiB) * MiB;
  const ulimits = [
    { Name: 'nofile', Soft: 16_384, Hard: 16_384 },
    { Name: 'core', Soft: 0, Hard: 0 },
    // Beyond any real file: a sparse one of exabytes would be endless to whoever reads it.
    { Name: 'fsize', Soft: largestFile, Hard: largestFile },
  ];
  if (kind !== 'syscall') return { PidsLimit: pids, Ulimits: ulimits };
  // A kernel in user space counts its guests' processes itself. To the cgroup it is one program whose own threads count,
  // a few for each guest's, and which ends with everything in it when it gets none.
  return { PidsLimit: 4 * pids + 1024, Ulimits: [...ulimits, { Name: 'nproc', Soft: pids, Hard: pids }] };
}

function folders({ spec: { limits }, storage }: ContainerPlan): HostConfig {
  const owner = 'uid=1000,gid=1000,mode=0755,nr_inodes=200000';
  const inMemory = Object.entries(memoryFolders(limits, storage)).map(([path, size]) => [
    path,
    `rw,exec,nosuid,nodev,size=${size}m,${owner}`,
  ]);
  return { Mounts: mounts(storage), Tmpfs: Object.fromEntries(inMemory) };
}

function mounts(storage: BoxStorage): MountConfig {
  if (storage.kind === 'volume') {
    const options = { NoCopy: true, Labels: {}, DriverConfig: { Name: 'local', Options: {} } };
    return [{ ...mount('volume', storage.name, '/workspace', storage.readOnly), VolumeOptions: options }];
  }
  const propagation = { BindOptions: { Propagation: storage.canChange ? 'rslave' : 'rprivate' } } as const;
  const workspace = { ...mount('bind', storage.workspace, '/workspace', storage.readOnly), ...propagation };
  if (storage.home === null) return [workspace];
  return [workspace, { ...mount('bind', storage.home, '/home/agent', false), ...propagation }];
}

function mount(kind: 'volume' | 'bind', source: string, target: string, readOnly: boolean) {
  return { Type: kind, Source: source, Target: target, ReadOnly: readOnly };
}

/** Sizes in MiB of the folders that exist in memory, besides a workspace there, and are gone with the box. */
function memoryFolders({ workspaceMiB }: SandboxLimits, storage: BoxStorage): Readonly<Record<string, number>> {
  // An exporter keeps the whole repository here once more, as objects.
  const scratch = { '/tmp': workspaceMiB, '/run/sandpiper': 1 };
  const homeOnDisk = storage.kind === 'folders' && storage.home !== null;
  // Caches of package managers, virtual environments and toolchains of the user are as large as the checkout.
  return homeOnDisk ? scratch : { ...scratch, '/home/agent': Math.max(512, workspaceMiB) };
}
