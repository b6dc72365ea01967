import type Dockerode from 'dockerode';
import type { Disk } from '../disk/disk.ts';
import type { Runtimes } from '../isolation/open-runtimes.ts';
import type { PoolSettings } from '../pool/pool.ts';

export type DockerSandboxesDeps = {
  readonly docker: Dockerode;
  /** Tells this installation's boxes from those of others on the same engine. */
  readonly installation: string;
  /** Holds the records of all sandboxes, and belongs to one process at a time. */
  readonly stateDirectory: string;
  /** Called when a workspace on disk is first asked for. Throws `SandboxFault` where there can be none. */
  readonly openDisk: (signal: AbortSignal) => Promise<Disk>;
  readonly runtimes: Runtimes;
  /** The image with which `probe` tries things out. */
  readonly probeImage: string;
  readonly pool: PoolSettings;
  /** Certificates the host trusts beyond Node's own: the egress proxies use them. */
  readonly upstreamCaPem: string | null;
  /** How long a box goes on, by its own run time, after the last sign of life of a host process. */
  readonly orphanMs: number;
  /** How often expiry and idle policies are looked at. */
  readonly sweepEveryMs: number;
  readonly clock: Clock;
  readonly log: { warn(data: object, message: string): void };
};

export type Clock = {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Milliseconds that never jump, whatever happens to the date. */
  readonly monotonic: () => number;
};
