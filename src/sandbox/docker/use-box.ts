import type { DockerCore } from './docker-core.ts';
import type { Entry, LiveBox } from './entry.ts';
import { wakeBox } from './wake-box.ts';

/** Wakes the box if it has to, and counts as a use until the work is done. */
export async function useBox<T>(core: DockerCore, entry: Entry, work: (live: LiveBox) => Promise<T>): Promise<T> {
  const done = beginUse(core, entry);
  try {
    return await work(await awakeBox(core, entry));
  } finally {
    done();
  }
}

/** What it returns ends the use. */
export function beginUse({ deps: { clock } }: DockerCore, entry: Entry): () => void {
  entry.uses += 1;
  return () => {
    entry.uses -= 1;
    entry.lastUse = clock.monotonic();
    entry.lastUsedAt = clock.now();
  };
}

/** At once when it runs already; otherwise in its turn. */
export async function awakeBox(core: DockerCore, entry: Entry): Promise<LiveBox> {
  const { turn, record, live, destruction } = entry;
  if (live !== null && record.state === 'running' && !turn.isBusy && destruction === null) return live;
  return await turn.run(() => wakeBox(core, entry));
}
