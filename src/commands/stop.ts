import { userInfo } from 'node:os';
import { leaveInInbox } from '../store/run-inbox.ts';
import { runDirectory } from './run-directory.ts';
import { say } from './say.ts';

/** Ends a run that goes on; what the agent has done is kept in its record. */
export async function stop([id]: readonly string[], signal: AbortSignal): Promise<number> {
  await leaveInInbox(await runDirectory(id), { kind: 'stop', author: userInfo().username }, signal);
  say('The run is stopping. What was done is kept in its record.');
  return 0;
}
