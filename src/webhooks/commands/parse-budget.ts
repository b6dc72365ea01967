import type { Command } from './command.ts';

const most = 100_000;

/** What a run may cost: dollars, with at most two decimals. */
export function parseBudget(rest: string): Command {
  if (rest === '') return malformed('It says no amount.');
  const written = /^\$?\s?(\d{1,9}(?:\.\d{1,2})?)\s?(?:\$|usd|dollars?)?$/i.exec(rest)?.[1];
  if (written === undefined) return malformed(whatIsWrong(rest));
  const costUsd = Number(written);
  if (costUsd === 0) return malformed('The amount must be more than nothing.');
  return costUsd > most ? malformed(`The amount must be at most ${most} dollars.`) : { kind: 'budget', costUsd };
}

function whatIsWrong(rest: string): string {
  if (/^[-−]/.test(rest)) return 'The amount must not be negative.';
  if (/(?!\$)\p{Sc}/u.test(rest)) return 'The amount must be in US dollars.';
  if (/^\$?\d+,\d/.test(rest)) return 'The amount must have no comma: decimals come after a point.';
  if (/^\$?\d+\.\d{3,}/.test(rest)) return 'The amount must have at most two decimals.';
  return 'The amount must be a number of US dollars, and nothing else may follow in the same line.';
}

function malformed(problem: string): Command {
  return { kind: 'malformed', name: 'budget', problem, examples: ['/budget 2.50'] };
}
