import type { SandboxRecord } from '../state/sandbox-record.ts';
import type { Entry } from './entry.ts';

const keptLosses = 200;

/** What a record says of the commands once their box has ended: those under way are lost. */
export function endCommands(entry: Entry): Pick<SandboxRecord, 'commands' | 'lostCommands'> {
  const { commands, lostCommands } = entry.record;
  const underWay = new Map([...commands, ...entry.commands.values()].map((command) => [command.processId, command]));
  entry.commands.clear();
  return { commands: [], lostCommands: [...lostCommands, ...underWay.values()].slice(-keptLosses) };
}
