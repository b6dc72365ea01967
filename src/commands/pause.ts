import { parseArgs } from 'node:util';
import { operatorSettings } from '../config/operator-settings.ts';
import { writePause } from '../store/pause-file.ts';
import { say } from './say.ts';

/** Nothing begins any more, in a server that goes on as well as in the next one, until `resume`. */
export async function pause(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { now: { type: 'boolean', default: false } } });
  await writePause(operatorSettings().dataDirectory, { stopsRuns: values.now });
  say(values.now ? 'Paused: no run begins, and those that go on are stopped.' : 'Paused: no run begins.');
  say('What is asked for meanwhile waits. `sandpiper resume` ends the pause.');
  return 0;
}
