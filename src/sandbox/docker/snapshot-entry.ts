import { randomUUID } from 'node:crypto';
import { SandboxFault, type SnapshotInfo } from '../sandbox.ts';
import type { DockerCore } from './docker-core.ts';
import type { Entry } from './entry.ts';
import { keepRecord } from './keep-record.ts';
import { keepsDisk } from './keeps-disk.ts';
import { refuseGone } from './refuse-gone.ts';

/** See `Sandbox.snapshot`. It wakes nothing, but an archived disk is restored first. In its turn only. */
export async function snapshotEntry(
  core: DockerCore,
  entry: Entry,
  id = randomUUID() as string,
): Promise<SnapshotInfo> {
  refuseGone(entry);
  if (!keepsDisk(entry.record)) throw noDisk();
  const disk = await core.disk();
  if (entry.record.state === 'archived') {
    await disk.restore(entry.id);
    await keepRecord(core, entry, { state: 'hibernated' });
  }
  return await disk.snapshot(entry.id, id);
}

function noDisk(): SandboxFault {
  return new SandboxFault('Only a workspace of its own on disk can be kept or copied.', {
    ran: 'no',
    code: 'unsupported',
    nextAction: "Make the sandbox with workspace { kind: 'new', storage: 'disk' }.",
  });
}
