import type { DockerCore } from './docker-core.ts';
import { endCommands } from './end-commands.ts';
import type { Entry } from './entry.ts';
import { keepRecord } from './keep-record.ts';
import { keepsDisk } from './keeps-disk.ts';
import { releaseStorage } from './release-storage.ts';
import { removeContainer } from './remove-box.ts';

/** Its box ended without being asked to: a workspace on disk is all that is left of it, or nothing is. */
export async function boxEnded(core: DockerCore, entry: Entry): Promise<void> {
  entry.live?.box.close();
  entry.live = null;
  const state = keepsDisk(entry.record) ? 'stopped' : 'lost';
  await keepRecord(core, entry, { state, frozenBy: null, ...endCommands(entry) });
  await removeContainer(core, entry);
  entry.freezer = undefined;
  entry.isForeign = false;
  await releaseStorage(core, entry);
}
