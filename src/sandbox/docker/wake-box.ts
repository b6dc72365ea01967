import { SandboxFault } from '../sandbox.ts';
import { boxEnded } from './box-ended.ts';
import { openFolders } from './box-storage.ts';
import type { DockerCore } from './docker-core.ts';
import { engineFault } from './engine-fault.ts';
import type { Entry, LiveBox } from './entry.ts';
import { thawContainer } from './freeze-container.ts';
import { keepRecord, noteRecord } from './keep-record.ts';
import { openBoxEgress } from './open-box-egress.ts';
import { refuseGone } from './refuse-gone.ts';
import { removeContainer } from './remove-box.ts';
import { setBoxNetwork } from './set-box-network.ts';
import { settleEntry } from './settle-entry.ts';
import { resumeContainer, startBox, startContainer } from './start-box.ts';
import { watchLink } from './watch-link.ts';

/** Brings it from whatever state into `running`, with a link. In its turn only. */
export async function wakeBox(core: DockerCore, entry: Entry): Promise<LiveBox> {
  refuseGone(entry);
  core.closing.throwIfAborted();
  await settleEntry(core, entry);
  const { state } = entry.record;
  if (state === 'lost') throw lostFault(entry);
  if (state === 'archived') await unarchive(core, entry);
  if (entry.live !== null) return await thaw(core, entry, entry.live);
  const live = state === 'running' || state === 'soft' || state === 'frozen' ? await takeUp(core, entry) : null;
  return live ?? (await startAgain(core, entry));
}

async function thaw(core: DockerCore, entry: Entry, live: LiveBox): Promise<LiveBox> {
  const { state, frozenBy } = entry.record;
  if (state === 'running') return live;
  if (state === 'soft') await live.box.thaw();
  if (state === 'frozen') {
    await thawContainer(core, entry, frozenBy);
    live.box.release();
  }
  noteRecord(core, entry, { state: 'running', frozenBy: null });
  return live;
}

/** A box that runs and whose link this process does not have. One that does not answer as it must is ended. */
async function takeUp(core: DockerCore, entry: Entry): Promise<LiveBox | null> {
  const { state, frozenBy, secret } = entry.record;
  const egress = await egressOf(core, entry);
  // A crash may have come between freezing it and writing that down, so each is thawed.
  await thawContainer(core, entry, frozenBy);
  if (frozenBy !== null) await thawContainer(core, entry, frozenBy === 'engine' ? 'cgroup' : 'engine');
  const container = core.deps.docker.getContainer(entry.id);
  try {
    const live = await resumeContainer(container, egress, secret, core.closing);
    if (state === 'soft') await live.box.thaw();
    return enter(core, entry, live, {});
  } catch (err) {
    core.closing.throwIfAborted();
    core.deps.log.warn({ err, sandbox: entry.id }, 'A sandbox did not answer when its link was taken up, and is ended');
    await boxEnded(core, entry);
    if (entry.record.state === 'lost') throw lostFault(entry, err);
    return null;
  }
}

async function startAgain(core: DockerCore, entry: Entry): Promise<LiveBox> {
  const generation = entry.record.generation + 1;
  try {
    const live = await (entry.record.state === 'hibernated' ? startKept(core, entry) : startNew(core, entry));
    return enter(core, entry, live, { generation, origin: 'resumed', secret: live.box.secret });
  } catch (cause) {
    core.closing.throwIfAborted();
    throw engineFault('The sandbox could not be started again', cause);
  }
}

/** The container it had, which may not have outlived what happened in the meantime. */
async function startKept(core: DockerCore, entry: Entry): Promise<LiveBox> {
  const [egress] = await Promise.all([egressOf(core, entry), openFolders(core, entry.id)]);
  try {
    return await startContainer(core, core.deps.docker.getContainer(entry.id), egress, core.closing);
  } catch {
    // A new container is made of the same parts; if that fails as well, its reason is the one to tell.
    core.closing.throwIfAborted();
    return await startNew(core, entry);
  }
}

async function startNew(core: DockerCore, entry: Entry): Promise<LiveBox> {
  const { id, imageId, limits, runtime, isolation } = entry.record;
  await removeContainer(core, entry);
  entry.freezer = undefined;
  entry.isForeign = false;
  const [egress, storage] = await Promise.all([egressOf(core, entry), openFolders(core, id)]);
  const plan = { id, imageId, limits, runtime: { runtime, isolation }, storage };
  return await startBox(core, plan, egress, core.closing);
}

function enter(core: DockerCore, entry: Entry, live: LiveBox, change: Partial<Entry['record']>): LiveBox {
  entry.live = live;
  setBoxNetwork(entry, entry.network);
  watchLink(core, entry, live);
  noteRecord(core, entry, { state: 'running', frozenBy: null, ...change });
  return live;
}

async function egressOf(core: DockerCore, entry: Entry): Promise<NonNullable<Entry['egress']>> {
  entry.egress ??= await openBoxEgress(core, entry.network);
  return entry.egress;
}

async function unarchive(core: DockerCore, entry: Entry): Promise<void> {
  const { disk } = await core.disk();
  await disk.restore(entry.id);
  await keepRecord(core, entry, { state: 'stopped' });
}

function lostFault({ id }: Entry, cause?: unknown): SandboxFault {
  return new SandboxFault(`The sandbox ${id} ended by itself, and its workspace was in memory.`, {
    ran: 'no',
    code: 'lost',
    cause,
    nextAction: 'Destroy it and make a new one. A workspace on disk outlives its box.',
  });
}
