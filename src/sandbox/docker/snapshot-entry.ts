import { randomUUID } from 'node:crypto';
import type { SnapshotInfo } from '../sandbox.ts';
import type { DockerCore } from './docker-core.ts';
import type { Entry } from './entry.ts';
import { readyToCopy } from './ready-to-copy.ts';

/** See `Sandbox.snapshot`. It wakes nothing, but an archived disk is restored first. In its turn only. */
export async function snapshotEntry(core: DockerCore, entry: Entry): Promise<SnapshotInfo> {
  await readyToCopy(core, entry);
  const { disk } = await core.disk();
  return await disk.snapshot(entry.id, randomUUID());
}
