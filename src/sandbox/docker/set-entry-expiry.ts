import { SandboxFault } from '../sandbox.ts';
import type { DockerCore } from './docker-core.ts';
import type { Entry } from './entry.ts';
import { keepRecord } from './keep-record.ts';
import { refuseGone } from './refuse-gone.ts';

/** See `Sandbox.setExpiry`. A time in the past is met by the next sweep. */
export async function setEntryExpiry(core: DockerCore, entry: Entry, at: Date | null): Promise<void> {
  refuseGone(entry);
  const expiresAt = at === null ? null : at.getTime();
  if (Number.isNaN(expiresAt)) throw new SandboxFault('The expiry is no date.', { ran: 'no', code: 'invalid' });
  await keepRecord(core, entry, { expiresAt });
}
