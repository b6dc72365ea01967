import { type Command, type CommandName, commandNames } from './command.ts';
import type { CommentLine } from './comment-line.ts';
import { nearestCommand } from './nearest-command.ts';
import { parseBudget } from './parse-budget.ts';
import { parseExplain } from './parse-explain.ts';
import { parseRetry } from './parse-retry.ts';
import { readLines } from './read-lines.ts';

/** A body of GitHub's has 65,536 characters, each at most two of ours. */
const maxLength = 2 * 65_536;
/** More than anybody is answered; `settleCommands` says how many count. */
const maxCommands = 20;

/**
 * The commands in a comment, in order. One counts where it begins a line that a reader sees as the writer's own words: not in
 * code, quotations, hidden text or the mail that a reply was written below. Texts go on to the next command or the end.
 */
export function readCommands(comment: string): readonly Command[] {
  const text = comment.slice(0, maxLength);
  if (!mayHoldCommand.test(text)) return [];
  const lines = readLines(text);
  const beginnings = lines.flatMap((line, at) => recognise(line, at) ?? []).slice(0, maxCommands + 1);
  return beginnings.slice(0, maxCommands).map((beginning, index) => {
    const after = lines.slice(beginning.at + 1, beginnings[index + 1]?.at);
    return parse(beginning, after);
  });
}

/** Most comments do not, and anybody may write the longest. */
const mayHoldCommand = /^ {0,3}\/\S/m;

type Beginning = {
  readonly at: number;
  readonly place: CommentLine['place'];
  readonly word: string;
  readonly name: CommandName | null;
  readonly nearest: CommandName | null;
  /** What stands behind the word in the same line. */
  readonly rest: string;
};

/** `null`: an ordinary line, or a command that is somebody else's. */
function recognise({ text, place }: CommentLine, at: number): Beginning | null {
  if (place !== 'open' && place !== 'below-quotation') return null;
  const found = /^ {0,3}\/([^\s/]{1,20})(?:\s|$)/u.exec(text);
  if (found === null) return null;
  const [all, word = ''] = found;
  const name = commandNames.find((one) => one === word.toLowerCase()) ?? null;
  const nearest = name === null ? nearestCommand(word) : name;
  if (nearest === null) return null;
  return { at, place, word, name, nearest, rest: text.slice(all.length).trim() };
}

function parse({ place, word, name, nearest, rest }: Beginning, after: readonly CommentLine[]): Command {
  if (name === null) return { kind: 'unknown', word, nearest: nearest ?? 'help' };
  if (place === 'below-quotation') return belowQuotation(name);
  const text = () => textOf(rest, after);
  switch (name) {
    case 'agent':
      return { kind: 'agent', instructions: text() };
    case 'plan':
      return { kind: 'plan', text: text() };
    case 'retry':
      return parseRetry(rest, (first) => textOf(first, after));
    case 'budget':
      return parseBudget(rest);
    case 'explain':
      return parseExplain(rest);
    case 'approve':
      return rest === '' ? { kind: 'approve' } : conditional;
    case 'stop':
    case 'help':
      return { kind: name };
  }
}

function textOf(first: string, after: readonly CommentLine[]): string | null {
  const seen = after.filter(({ place }) => place !== 'mail').map(({ text }) => text);
  const text = [first, ...seen].join('\n').trim();
  return text === '' ? null : text;
}

const conditional: Command = {
  kind: 'malformed',
  name: 'approve',
  problem: 'A plan is approved as it stands, so nothing may follow in the same line.',
  examples: ['/approve', '/plan and what should be different'],
};

function belowQuotation(name: CommandName): Command {
  return {
    kind: 'malformed',
    name,
    problem: 'It stands right below a quotation, and GitHub shows it as part of that: leave an empty line before it.',
    examples: [`/${name}`],
  };
}
