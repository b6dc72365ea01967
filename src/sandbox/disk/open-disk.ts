import { mkdir, realpath } from 'node:fs/promises';
import { SandboxFault } from '../sandbox.ts';
import type { Disk } from './disk.ts';
import { diskFault } from './disk-fault.ts';
import { diskPaths } from './disk-paths.ts';
import { holdLock } from './hold-lock.ts';
import { ImageDisk } from './image-disk.ts';
import { openPool, smallestPoolBytes } from './open-pool.ts';
import { recoverDisk } from './recover-disk.ts';
import { requireDiskHost } from './require-disk-host.ts';

export type OpenDiskDeps = {
  /** Holds everything, and belongs to one process at a time. Nothing outside it is ever touched. */
  readonly directory: string;
  /** What all workspaces, snapshots and templates may take together. A pool that is there already is never made smaller. */
  readonly maxBytes: number;
  /** What of the host's own disk always stays free. */
  readonly reserveBytes: number;
  /** 1: every workspace can be filled. 2: twice as much is promised as there is, and a full pool can harm living boxes. */
  readonly overcommit: number;
  /** Told what is about to be done to this machine, and why. */
  readonly say: (line: string) => void;
  readonly log: { warn(data: object, message: string): void };
  readonly now: () => Date;
};

/** Throws `SandboxFault` with `code: 'unsupported'` where there can be no workspaces on disk, `conflict` where another process has them. */
export async function openDisk(deps: OpenDiskDeps, signal: AbortSignal): Promise<Disk> {
  await requireDiskHost();
  requireSettings(deps);
  await mkdir(deps.directory, { recursive: true, mode: 0o700 });
  // The kernel names its mounts by their real paths.
  const paths = diskPaths(await realpath(deps.directory));
  const lock = await holdLock(paths.lock);
  try {
    const pool = await openPool({ ...deps, paths }, signal);
    const parts = { ...deps, paths, pool, pending: { poolBytes: 0, hostBytes: 0 } };
    await recoverDisk(parts);
    return new ImageDisk(parts, lock);
  } catch (error) {
    await lock[Symbol.asyncDispose]();
    signal.throwIfAborted();
    throw diskFault(paths, error);
  }
}

function requireSettings({ maxBytes, reserveBytes, overcommit }: OpenDiskDeps): void {
  if (maxBytes >= smallestPoolBytes && reserveBytes >= 0 && overcommit >= 1) return;
  throw new SandboxFault('Workspaces on disk need at least 512 MiB, and an over-commitment of at least 1.', {
    code: 'invalid',
    ran: 'no',
    nextAction: 'Correct the settings of the disk.',
  });
}
