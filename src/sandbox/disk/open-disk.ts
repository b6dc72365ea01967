import type { Logger } from 'pino';
import type { Disk } from './disk.ts';

export type OpenDiskDeps = {
  /** Holds everything, and belongs to one process at a time. Nothing outside it is ever touched. */
  readonly directory: string;
  /** What all workspaces, snapshots and templates may take together. */
  readonly maxBytes: number;
  /** What of the host's own disk always stays free. */
  readonly reserveBytes: number;
  /** 1: every workspace can be filled. 2: twice as much is promised as there is, and a full pool can harm living boxes. */
  readonly overcommit: number;
  /** Told what is about to be done to this machine, and why. */
  readonly say: (line: string) => void;
  readonly log: Logger;
  readonly now: () => Date;
};

export declare function openDisk(deps: OpenDiskDeps, signal: AbortSignal): Promise<Disk>;
