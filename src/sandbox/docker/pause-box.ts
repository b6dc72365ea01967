import { type PauseDepth, SandboxFault } from '../sandbox.ts';
import type { DockerCore } from './docker-core.ts';
import { endCommands } from './end-commands.ts';
import { engineFault } from './engine-fault.ts';
import type { Entry } from './entry.ts';
import { freezeContainer, thawContainer } from './freeze-container.ts';
import { isActive } from './is-active.ts';
import { keepRecord, noteRecord } from './keep-record.ts';
import { keepsDisk } from './keeps-disk.ts';
import { refuseGone } from './refuse-gone.ts';
import { releaseStorage } from './release-storage.ts';
import { removeContainer, stopContainer } from './remove-box.ts';
import { settleEntry } from './settle-entry.ts';
import { wakeBox } from './wake-box.ts';

/** One that is paused as deep already, or deeper, stays as it is. In its turn only. */
export async function pauseBox(core: DockerCore, entry: Entry, depth: PauseDepth): Promise<void> {
  refuseGone(entry);
  if (depth === 'hibernate' || depth === 'archive') refuseMemory(entry);
  await settleEntry(core, entry);
  const { state } = entry.record;
  if (state === 'lost') throw new SandboxFault(`The sandbox ${entry.id} is lost.`, { ran: 'no', code: 'lost' });
  if (depths[state] >= depths[depth]) return;
  if (depth === 'soft') return await pauseSoftly(core, entry);
  if (depth === 'freeze') return await freeze(core, entry);
  await hibernate(core, entry);
  if (depth === 'archive') await archive(core, entry);
}

const depths = {
  running: 0,
  lost: 0,
  soft: 1,
  freeze: 2,
  frozen: 2,
  // As deep as one that hibernates, but nobody asked for it.
  stopped: 2.5,
  hibernate: 3,
  hibernated: 3,
  archive: 4,
  archived: 4,
} as const;

async function pauseSoftly(core: DockerCore, entry: Entry): Promise<void> {
  const { box } = await wakeBox(core, entry);
  await box.softFreeze();
  noteRecord(core, entry, { state: 'soft' });
}

async function freeze(core: DockerCore, entry: Entry): Promise<void> {
  if (entry.record.state === 'soft') await wakeBox(core, entry);
  // Before it stands still: what it had begun to say may be half of something.
  entry.live?.box.hold();
  try {
    const frozenBy = await freezeContainer(core, entry);
    noteRecord(core, entry, { state: 'frozen', frozenBy });
  } catch (error) {
    await thawContainer(core, entry, null).catch(() => undefined);
    entry.live?.box.release();
    throw error;
  }
}

async function hibernate(core: DockerCore, entry: Entry): Promise<void> {
  try {
    if (isActive(entry.record.state)) {
      const { live } = entry;
      entry.live = null;
      live?.box.detach();
      await stopContainer(core, entry);
    }
    await keepRecord(core, entry, { state: 'hibernated', frozenBy: null, ...endCommands(entry) });
    await releaseStorage(core, entry);
  } catch (cause) {
    throw engineFault('The sandbox could not be hibernated', cause, 'unknown');
  }
}

async function archive(core: DockerCore, entry: Entry): Promise<void> {
  const { disk } = await core.disk();
  refuseReaders(core, entry);
  await removeContainer(core, entry);
  await disk.archive(entry.id);
  await keepRecord(core, entry, { state: 'archived' });
}

function refuseReaders({ entries }: DockerCore, { id }: Entry): void {
  const reader = [...entries.values()].find((other) => other.id !== id && other.record.workspaceOf === id);
  if (reader === undefined) return;
  throw new SandboxFault(`The sandbox ${reader.id} still reads this workspace.`, { ran: 'no', code: 'conflict' });
}

function refuseMemory({ record }: Entry): void {
  if (keepsDisk(record)) return;
  throw new SandboxFault('Only a sandbox with a workspace of its own on disk outlives its box.', {
    ran: 'no',
    code: 'unsupported',
    nextAction: "Make it with workspace { kind: 'new', storage: 'disk' }.",
  });
}
