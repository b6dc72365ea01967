import { SandboxFault } from '../sandbox.ts';
import type { DockerCore } from './docker-core.ts';
import type { Entry } from './entry.ts';
import { keepRecord } from './keep-record.ts';
import { keepsDisk } from './keeps-disk.ts';
import { refuseGone } from './refuse-gone.ts';

/** Throws when there is no disk to be copied; an archived one is restored. In its turn only. */
export async function readyToCopy(core: DockerCore, entry: Entry): Promise<void> {
  refuseGone(entry);
  if (!keepsDisk(entry.record)) throw noDisk();
  if (entry.record.state !== 'archived') return;
  const { disk } = await core.disk();
  await disk.restore(entry.id);
  await keepRecord(core, entry, { state: 'hibernated' });
}

function noDisk(): SandboxFault {
  return new SandboxFault('Only a workspace of its own on disk can be kept or copied.', {
    ran: 'no',
    code: 'unsupported',
    nextAction: "Make the sandbox with workspace { kind: 'new', storage: 'disk' }.",
  });
}
