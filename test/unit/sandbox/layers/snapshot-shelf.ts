import type { Sandbox, SnapshotInfo } from '../../../../src/sandbox/sandbox.ts';

/** A provider as far as layers need one: it has snapshots, and can end them. */
export class SnapshotShelf {
  readonly snapshots = new Map<string, SnapshotInfo>();
  taken = 0;
  bytes = 10;

  async *listSnapshots(): AsyncIterable<SnapshotInfo> {
    yield* this.snapshots.values();
  }

  async destroySnapshot(id: string): Promise<void> {
    this.snapshots.delete(id);
  }

  /** A sandbox as far as layers need one. */
  readonly prepared: Pick<Sandbox, 'snapshot'> = {
    snapshot: async () => {
      this.taken += 1;
      const id = `snapshot-${this.taken}`;
      const limits = { workspaceMiB: 64, workspaceInodes: 1000 };
      const snapshot = { id, createdAt: new Date(0), ...limits, bytes: this.bytes };
      this.snapshots.set(id, snapshot);
      return snapshot;
    },
  };
}
