import { decideStep } from './decide-step.ts';
import { destroyEntry } from './destroy-entry.ts';
import type { DockerCore } from './docker-core.ts';
import type { Entry } from './entry.ts';
import { noteRecord } from './keep-record.ts';
import { pauseBox } from './pause-box.ts';

/** Looks once at every sandbox: is its time over, has it been idle for long, is something of it left over. */
export async function sweep(core: DockerCore): Promise<void> {
  for (const entry of core.doomed.values()) await destroyEntry(core, entry);
  for (const tryAgain of [...core.leavings.values()]) await tryAgain();
  for (const entry of core.entries.values()) {
    if (core.closing.aborted) return;
    try {
      await lookAt(core, entry);
    } catch (err) {
      core.deps.log.warn({ err, sandbox: entry.id }, 'An idle sandbox could not be put away');
    }
  }
}

async function lookAt(core: DockerCore, entry: Entry): Promise<void> {
  if (entry.lastUsedAt !== entry.record.lastUsedAt) noteRecord(core, entry, { lastUsedAt: entry.lastUsedAt });
  const { expiresAt } = entry.record;
  if (expiresAt !== null && core.deps.clock.now() >= expiresAt) return await destroyEntry(core, entry);
  const step = stepOf(core, entry);
  if (step === null) return;
  if (step === 'destroy') return await destroyEntry(core, entry);
  // A use may have begun while this waited for its turn.
  await entry.turn.run(async () => {
    if (entry.destruction === null && stepOf(core, entry) === step) await pauseBox(core, entry, step);
  });
}

function stepOf({ deps }: DockerCore, { record, uses, lastUse }: Entry) {
  if (uses > 0) return null;
  return decideStep(record.idle, record.state, deps.clock.monotonic() - lastUse);
}
