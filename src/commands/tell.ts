import { userInfo } from 'node:os';
import { leaveInInbox } from '../store/run-inbox.ts';
import { Misuse } from './command.ts';
import { runDirectory } from './run-directory.ts';
import { say } from './say.ts';

/** Says something to the agent of a run that goes on; it hears it before its next step. */
export async function tell([id, ...words]: readonly string[], signal: AbortSignal): Promise<number> {
  const text = words.join(' ').trim();
  if (text === '') throw new Misuse('tell needs a run and a message.');
  const directory = await runDirectory(id);
  await leaveInInbox(directory, { kind: 'message', author: userInfo().username, text }, signal);
  say('The run has it; the agent hears it before its next step.');
  return 0;
}
