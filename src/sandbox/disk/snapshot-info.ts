import type { SnapshotInfo } from '../sandbox.ts';
import type { MeasuredImage } from './measure-images.ts';

export function snapshotInfo(snapshot: Omit<MeasuredImage, 'name' | 'path'>): SnapshotInfo {
  const { id, mib, inodes, bytes, modifiedAt } = snapshot;
  return { id, createdAt: modifiedAt, workspaceMiB: mib, workspaceInodes: inodes, bytes };
}
