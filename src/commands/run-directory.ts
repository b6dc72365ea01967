import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { operatorSettings } from '../config/operator-settings.ts';
import { Fault } from '../errors.ts';
import { Misuse } from './command.ts';

/** The folder of a run's record, by its id, or of the newest one by `last`. */
export async function runDirectory(id: string | undefined): Promise<string> {
  if (id === undefined) throw new Misuse('Say which run: its id, or `last`.');
  const runs = join(operatorSettings().dataDirectory, 'runs');
  const known = (await readdir(runs).catch(() => [])).toSorted();
  const found = id === 'last' ? known.at(-1) : known.find((name) => name === id);
  if (found !== undefined) return join(runs, found);
  const latest = known.slice(-5).toReversed().join(', ');
  throw new Fault(`There is no run ${id} in ${runs}.`, {
    nextAction: latest === '' ? 'Check SANDPIPER_DATA_DIR: nothing was run there yet.' : `The latest are: ${latest}.`,
  });
}
