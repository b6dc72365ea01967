import type { Finish } from '../../src/agent/attempt.ts';

/** What a model says when it finishes, with nothing beyond the outcome and the summary unless `more` says so. */
export function someFinish(outcome: Finish['outcome'], summary: string, more: Partial<Finish> = {}): Finish {
  const nothing = { rootCause: null, repro: null, tests: [], risks: [], limits: [], replies: [] };
  return { outcome, summary, ...nothing, ...more };
}
