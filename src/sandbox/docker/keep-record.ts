import type { SandboxRecord } from '../state/sandbox-record.ts';
import type { DockerCore } from './docker-core.ts';
import type { Entry } from './entry.ts';

/** Written when this returns; durable when it resolves. */
export async function keepRecord(core: DockerCore, entry: Entry, change: Partial<SandboxRecord>): Promise<void> {
  entry.record = { ...entry.record, ...change };
  await core.records.write(entry.record);
}

/** For a change that a crash of the machine may undo: nobody waits until it is durable. */
export function noteRecord(core: DockerCore, entry: Entry, change: Partial<SandboxRecord>): void {
  entry.record = { ...entry.record, ...change };
  try {
    core.records.note(entry.record);
  } catch (err) {
    core.deps.log.warn({ err, sandbox: entry.id }, 'Could not write the record of a sandbox');
  }
}
