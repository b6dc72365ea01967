import type { AgentEvent } from '../../agent/attempt.ts';
import { normaliseResult } from '../../agent/control/normalise-result.ts';
import { notices } from '../../agent/notices.ts';
import { redact } from '../../report/redact.ts';

export type Observed = Pick<
  Extract<AgentEvent, { type: 'observation' }>,
  'step' | 'callId' | 'tool' | 'text' | 'isError'
>;

/** What became of one recorded call when it was done again. */
export type ReplayedCall = Pick<Observed, 'step' | 'callId' | 'tool'> &
  (
    | { readonly outcome: 'same' }
    /** What it was told then was redacted or interrupted, so that nobody can say. */
    | { readonly outcome: 'incomparable'; readonly why: string }
    | { readonly outcome: 'different'; readonly difference: Difference }
    /** The replay ended before it. */
    | { readonly outcome: 'not-replayed' }
  );

/** The first line that is not the same, as it is compared: without times, temporary names and ports. */
export type Difference = { readonly line: number; readonly recorded: string; readonly replayed: string };

const MAX_SHOWN = 200;
const MARK = '[redacted]';

/** Sets every call of the record against what the same call of the replay was told. */
export function compareObservations(
  recorded: readonly Observed[],
  replayed: readonly Observed[],
): readonly ReplayedCall[] {
  const again = new Map(replayed.map((observed) => [keyOf(observed), observed]));
  return recorded.map((before) => compareOne(before, again.get(keyOf(before))));
}

function keyOf({ step, callId }: Observed): string {
  return JSON.stringify([step, callId]);
}

function compareOne(before: Observed, after: Observed | undefined): ReplayedCall {
  const { step, callId, tool } = before;
  const call = { step, callId, tool };
  if (wasInterrupted(before)) return { ...call, outcome: 'incomparable', why: 'it was interrupted' };
  if (after === undefined) return { ...call, outcome: 'not-replayed' };
  const difference = findDifference(linesOf(before), linesOf(after));
  if (difference === null) return { ...call, outcome: 'same' };
  if (before.text.includes(MARK)) return { ...call, outcome: 'incomparable', why: 'the record of it is redacted' };
  return { ...call, outcome: 'different', difference };
}

function wasInterrupted({ text }: Observed): boolean {
  return text === notices.interrupted || text === notices.neverStarted;
}

/** Whether it is an error counts as its first line. */
function linesOf({ text, isError }: Observed): readonly string[] {
  const plain = normaliseResult(redact(text, [])).replaceAll(
    /(?<=\b(?:localhost|\d{1,3}(?:\.\d{1,3}){3}):)\d{2,5}/g,
    '(port)',
  );
  return [isError ? 'an error' : 'no error', ...plain.split('\n')];
}

function findDifference(recorded: readonly string[], replayed: readonly string[]): Difference | null {
  const length = Math.max(recorded.length, replayed.length);
  for (let line = 0; line < length; line += 1) {
    if (recorded[line] === replayed[line]) continue;
    return { line, recorded: shown(recorded[line]), replayed: shown(replayed[line]) };
  }
  return null;
}

function shown(line: string | undefined): string {
  if (line === undefined) return '(nothing more)';
  return line.length > MAX_SHOWN ? `${line.slice(0, MAX_SHOWN)}…` : line;
}
