import type { Command } from './command.ts';

const mostCandidates = 5;
const lastStep = 99_999;

/**
 * `/retry`, from a step, or with several candidates. Only what is clearly a number is taken as one: "from scratch" is a hint.
 * `hintOf` makes the whole hint of what is left of the first line.
 */
export function parseRetry(rest: string, hintOf: (first: string) => string | null): Command {
  const goingOn = /^from\s+(?:(?:step\s+)?#?([-+]?\d\S*)|N)(?=\s|$)\s*(.*)$/isu.exec(rest);
  if (goingOn !== null) return parseFrom(goingOn[1] ?? '', goingOn[2] ?? '', hintOf);
  const several = /^[x×](?:([-+]?\d+)|N)(?=\s|$)\s*(.*)$/isu.exec(rest);
  if (several !== null) return parseMany(several[1] ?? '', several[2] ?? '', hintOf);
  if (/^(?:[x×]\s+\d+|\d+\s?[x×]?)(?:\s|$)/iu.test(rest)) {
    return malformed('A number alone does not say what is meant: the step to go on from, or how many candidates.');
  }
  return { kind: 'retry', hint: hintOf(rest) };
}

type HintOf = (first: string) => string | null;

function parseFrom(digits: string, rest: string, hintOf: HintOf): Command {
  const step = wholeNumber(digits, 1, lastStep);
  if (step === null) return malformed('The step to go on from must be a whole number, and the first is 1.', from);
  if (/^[x×]\d+(?:\s|$)/iu.test(rest))
    return malformed('It goes on from a step or makes candidates, not both.', from, many);
  return { kind: 'retry-from', step, hint: hintOf(rest) };
}

function parseMany(digits: string, rest: string, hintOf: HintOf): Command {
  const candidates = wholeNumber(digits, 2, mostCandidates);
  if (candidates === null) return malformed(`The number of candidates must be from 2 to ${mostCandidates}.`, many);
  if (/^from\s+\d+(?:\s|$)/iu.test(rest))
    return malformed('It goes on from a step or makes candidates, not both.', from, many);
  return { kind: 'retry-many', candidates, hint: hintOf(rest) };
}

function wholeNumber(digits: string, least: number, most: number): number | null {
  const number = /^\d{1,6}$/.test(digits) ? Number(digits) : null;
  return number !== null && number >= least && number <= most ? number : null;
}

const from = '/retry from 12';
const many = '/retry x3';

function malformed(problem: string, ...examples: readonly string[]): Command {
  return { kind: 'malformed', name: 'retry', problem, examples: examples.length > 0 ? examples : [from, many] };
}
