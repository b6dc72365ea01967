import type { DiskPaths } from './disk-paths.ts';
import type { PoolKind } from './open-pool.ts';

/** What the disk's operations share. */
export type DiskParts = {
  readonly paths: DiskPaths;
  readonly pool: PoolKind;
  readonly maxBytes: number;
  readonly reserveBytes: number;
  readonly overcommit: number;
  readonly log: { warn(data: object, message: string): void };
  readonly now: () => Date;
  /** Promised, for work that has begun and whose files cannot be seen yet. */
  readonly pending: { poolBytes: number; hostBytes: number };
};
