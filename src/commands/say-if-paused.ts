import { readPause } from '../store/pause-file.ts';
import { say } from './say.ts';

/** An operator who forgot a pause would wonder why nothing happens. */
export async function sayIfPaused(dataDirectory: string): Promise<void> {
  if ((await readPause(dataDirectory)) === null) return;
  say('Paused: no run begins until `sandpiper resume`.');
}
