import type { DockerCore } from './docker-core.ts';
import type { Entry, LiveBox } from './entry.ts';
import { thawContainer } from './freeze-container.ts';

/** What became of the box is asked when somebody next wants to know. */
export function watchLink(core: DockerCore, entry: Entry, live: LiveBox): void {
  void live.box.closed.then(() => linkEnded(core, entry, live));
}

function linkEnded(core: DockerCore, entry: Entry, live: LiveBox): void {
  if (entry.live !== live) return;
  entry.live = null;
  if (entry.record.frozenBy !== 'cgroup' || core.closing.aborted) return;
  // An engine that starts again ends the containers of the one before it, and could not end one that stands still.
  core.deps.docker.ping().catch(() => thawContainer(core, entry, 'cgroup').catch(goneAlready));
}

function goneAlready(): void {
  // The container has ended with the engine.
}
