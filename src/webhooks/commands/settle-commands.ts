import type { Command, Misread, Order } from './command.ts';

/** What of a comment's commands is done, and what is not, each with its reason: every command gets an answer. */
export type Settled = { readonly carryOut: readonly Order[]; readonly setAside: readonly SetAside[] };

export type SetAside = {
  readonly command: Command;
  /** A full sentence. */
  readonly because: string;
  /** What can be written instead. */
  readonly examples: readonly string[];
};

/** So many commands of one comment count. */
const maxCommands = 5;

/**
 * Makes one decision of all commands in a comment. A wish to stop counts before anything that contradicts it; of other commands
 * that contradict one another none is guessed to be meant; and nothing is begun while a part of the comment is not understood.
 */
export function settleCommands(commands: readonly Command[]): Settled {
  const different = commands
    .filter((command, at) => commands.findIndex((one) => isSame(one, command)) === at)
    .toSorted((one, other) => Number(other.kind === 'stop') - Number(one.kind === 'stop'));
  const counted = different.slice(0, maxCommands);
  const judged = counted.map((command) => judge(command, counted));
  return {
    carryOut: judged.flatMap(({ command, because }) => (because === null && isOrder(command) ? [command] : [])),
    setAside: [
      ...judged.flatMap(({ because, ...rest }) => (because === null ? [] : [{ ...rest, because }])),
      ...different.slice(maxCommands).map((command) => ({ command, because: tooMany, examples: [] })),
    ],
  };
}

type Judged = { readonly command: Command; readonly because: string | null; readonly examples: readonly string[] };

const isSame = (one: Command, other: Command) => JSON.stringify(one) === JSON.stringify(other);

function judge(command: Command, all: readonly Command[]): Judged {
  if (command.kind === 'malformed') return { command, because: command.problem, examples: command.examples };
  if (command.kind === 'unknown') {
    return { command, because: 'There is no such command.', examples: [`/${command.nearest}`, '/help'] };
  }
  return { command, because: whyNot(command, all), examples: [] };
}

function whyNot(order: Order, all: readonly Command[]): string | null {
  if (!spends(order)) return null;
  if (all.some(({ kind }) => kind === 'stop')) return 'The same comment says to stop, which counts before this.';
  const rivals = all.filter((other) => contradicts(order, other));
  if (rivals.length > 0)
    return 'The same comment says something else as well: please write only the one that you mean.';
  return all.every(isOrder) ? null : 'Another command of the same comment was not understood, so nothing was begun.';
}

function isOrder(command: Command): command is Order {
  const misread: readonly Command['kind'][] = ['malformed', 'unknown'] satisfies readonly Misread['kind'][];
  return !misread.includes(command.kind);
}

/** Begins work, or says how much it may cost. */
const spends = ({ kind }: Command) => kind !== 'stop' && kind !== 'help' && kind !== 'explain';

/** Only one way to go on and only one budget can be meant; the two go together. */
function contradicts(order: Order, other: Command): boolean {
  if (order === other || !isOrder(other) || !spends(other)) return false;
  return (order.kind === 'budget') === (other.kind === 'budget');
}

const tooMany = `Only the first ${maxCommands} commands of a comment count.`;
