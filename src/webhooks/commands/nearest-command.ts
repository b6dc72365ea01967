import { type CommandName, commandNames } from './command.ts';

/**
 * The command that a word is one slip away from: a letter too many, too few, another, or two that changed places. Words that
 * differ by more belong to other bots, or are paths.
 */
export function nearestCommand(word: string): CommandName | null {
  const plain = word.toLowerCase();
  return commandNames.find((name) => isOneSlipAway(plain, name)) ?? null;
}

function isOneSlipAway(one: string, other: string): boolean {
  const [short, long] = one.length <= other.length ? [one, other] : [other, one];
  const start = [...short].findIndex((_, at) => short[at] !== long[at]);
  const at = start === -1 ? short.length : start;
  if (long.length === short.length + 1) return short.slice(at) === long.slice(at + 1);
  if (long.length !== short.length || start === -1) return false;
  const isReplaced = short.slice(at + 1) === long.slice(at + 1);
  const isSwapped = `${short[at + 1]}${short[at]}${short.slice(at + 2)}` === long.slice(at);
  return isReplaced || isSwapped;
}
