import { operatorSettings } from '../config/operator-settings.ts';
import { readPause, removePause } from '../store/pause-file.ts';
import { say } from './say.ts';

/** Takes back `pause`; what waited begins. */
export async function resume(): Promise<number> {
  const { dataDirectory } = operatorSettings();
  const wasPaused = (await readPause(dataDirectory)) !== null;
  await removePause(dataDirectory);
  say(wasPaused ? 'Resumed: what waits begins.' : 'Nothing was paused.');
  return 0;
}
