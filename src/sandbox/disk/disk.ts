import type { SnapshotInfo } from '../sandbox.ts';

/**
 * Workspaces on disk: each an ext4 file system in a file of its own, so that its limits are the file system's own and a
 * copy is a clone of one file, made in milliseconds also while a box writes to it. A new workspace outlives a power cut
 * once it was detached or kept in a snapshot. Ids are 1 to 64 letters, digits, `-` and `_`. Calls for one id take their turn. Every method throws `SandboxFault`; with `ran: 'no'` nothing has changed.
 */
export interface Disk extends AsyncDisposable {
  /** A new workspace, empty and detached. `conflict` when there is one of this id, `no-space` when there is no room for all of it. */
  create(id: string, size: DiskSize): Promise<void>;
  /** A new workspace, detached, with a copy of what the snapshot kept. `gone` when there is no such snapshot. */
  cloneFrom(id: string, snapshotId: string): Promise<DiskSize>;
  /** A new workspace, detached, with a copy of the present content of `id`. Writers to `id` are held up for some milliseconds. */
  fork(id: string, newId: string): Promise<DiskSize>;
  /** Mounts it for bind mounts, if it is not mounted. `gone` when there is no such workspace, `conflict` when it is archived. */
  attach(id: string): Promise<DiskFolders>;
  /**
   * Unmounts it, if it is mounted, and resolves when nothing uses it any more. `conflict` when a container still does
   * after some seconds; its own mount stays as it is then.
   */
  detach(id: string): Promise<void>;
  /**
   * Unmounts it and removes it with its archive. What does not exist is removed already. Snapshots of it stay. What a
   * container still uses takes its room until that ends.
   */
  remove(id: string): Promise<void>;
  /** Keeps its present content; resolves when that is durable. Writers are held up for some milliseconds. */
  snapshot(id: string, snapshotId: string): Promise<SnapshotInfo>;
  listSnapshots(): Promise<readonly SnapshotInfo[]>;
  /** What does not exist is removed already. */
  removeSnapshot(snapshotId: string): Promise<void>;
  /** Detaches it and turns it into a compressed file; the workspace is removed once that is durable and has been read back. */
  archive(id: string): Promise<void>;
  /** The workspace out of its archive, detached. The archive is removed once the workspace is durable. */
  restore(id: string): Promise<void>;
  /** All workspaces, in whatever state. */
  list(): Promise<readonly DiskEntry[]>;
  usage(): Promise<DiskUsage>;
  /** Unmounts everything; a running container keeps its own mount, and the pool file system stays while one does. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** What a box can fill: exactly so many free bytes and inodes are in a new workspace, shared by its two folders. */
export type DiskSize = { readonly mib: number; readonly inodes: number };

/** Paths on the host, owned by user 1000, to be bind-mounted. The host itself never looks into them. */
export type DiskFolders = { readonly workspace: string; readonly home: string };

export type DiskEntry = DiskSize & {
  readonly id: string;
  /** `attached`: mounted by this process, by one before it, or still in a container. */
  readonly state: 'attached' | 'detached' | 'archived';
  /** What it really takes; blocks shared with others count in full. */
  readonly bytes: number;
};

export type DiskUsage = {
  readonly totalBytes: number;
  readonly usedBytes: number;
  /** What it would take if every workspace were filled. Without over-commitment never more than the total. */
  readonly promisedBytes: number;
  readonly hostFreeBytes: number;
};
