import type { CommandRun } from '../../environment/command-run.ts';
import type { KnownOf } from '../recording/recorded-event.ts';

/** One command of the preparation, then and now, by its place in the order; `null` where there was none. */
export type PreparedCommand = {
  readonly recorded: Ran | null;
  readonly replayed: Ran | null;
  /** The same command, with the same exit. What it printed is not compared: installers talk of times and of weather. */
  readonly isSame: boolean;
};

export type Ran = Pick<CommandRun, 'command'> & { readonly exit: KnownOf<'command'>['exit'] };

export function comparePreparation(
  recorded: readonly KnownOf<'command'>[],
  replayed: readonly Ran[],
): readonly PreparedCommand[] {
  const before = recorded.map(toRan);
  const length = Math.max(before.length, replayed.length);
  return Array.from({ length }, (_, at) => {
    const pair = { recorded: before[at] ?? null, replayed: replayed[at] ?? null };
    return { ...pair, isSame: isSame(pair.recorded, pair.replayed) };
  });
}

function toRan({ command, exit }: KnownOf<'command'>): Ran {
  return { command: typeof command === 'string' ? command : command.join(' '), exit };
}

function isSame(one: Ran | null, other: Ran | null): boolean {
  if (one === null || other === null || one.command !== other.command) return false;
  return one.exit.reason === other.exit.reason && one.exit.code === other.exit.code;
}
