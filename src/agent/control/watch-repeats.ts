import { createHash } from 'node:crypto';
import type { CallReport } from '../call-report.ts';
import { notices } from '../notices.ts';
import { countRepeats, nothingSeen } from './count-repeats.ts';
import { countRounds } from './count-rounds.ts';
import { normaliseResult } from './normalise-result.ts';

const TO_NOTICE = 3;
const TO_FORBID = 5;
const REPEATS_TO_STOP = 7;
const ROUNDS_TO_STOP = 6;
const KEYS_KEPT = 24;
/** A look at a command in the background that took this long was a wait, and time is what limits those. */
const WAIT_MS = 5_000;

export type Verdict = { readonly isStuck: boolean; readonly notices: readonly string[] };

/**
 * Notices when the model does the same again and nothing comes of it: a call with the same arguments, the same result and the
 * same tree, since the last thing that was new; or two or three steps in a circle. One per attempt.
 */
export function watchRepeats(): (reports: readonly CallReport[], tree: string) => Verdict {
  const seen = nothingSeen();
  const steps: string[] = [];
  let told = 0;

  /** A word the first time, a firmer one later; anew once the model has left its rut. */
  function noticesFor(times: number): readonly string[] {
    const level = [TO_FORBID, TO_NOTICE].find((limit) => times >= limit) ?? 0;
    const isNew = level > told;
    told = level;
    if (!isNew) return [];
    return [level === TO_FORBID ? notices.forbidRepeat(times) : notices.repeating(times)];
  }

  return (reports, tree) => {
    const keys = [...new Set(reports.filter((report) => !isWaiting(report)).map((report) => keyOf(report, tree)))];
    if (keys.length === 0) return { isStuck: false, notices: [] };
    steps.push(keys.join());
    if (steps.length > KEYS_KEPT) steps.shift();
    const repeats = Math.max(...keys.map((key) => countRepeats(seen, key)));
    const rounds = countRounds(steps);
    const isStuck = repeats >= REPEATS_TO_STOP || rounds >= ROUNDS_TO_STOP;
    return { isStuck, notices: noticesFor(Math.max(repeats, rounds)) };
  };
}

function isWaiting({ tool, durationMs }: CallReport): boolean {
  return tool === 'bash_output' && durationMs >= WAIT_MS;
}

function keyOf(report: CallReport, tree: string): string {
  const hash = createHash('sha256');
  for (const part of [report.tool, report.arguments, normaliseResult(report.text), tree]) {
    hash.update(`${part.length}:`).update(part);
  }
  return hash.digest('base64');
}
