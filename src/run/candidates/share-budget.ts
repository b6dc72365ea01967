import type { Budget } from '../../agent/attempt.ts';

/**
 * What each candidate may use, so that all together stay within what the run may. Time is shared only by those that cannot go on
 * beside one another.
 */
export function shareBudget(
  { steps, tokens, costUsd, minutes }: Budget,
  { count, atOnce }: { readonly count: number; readonly atOnce: number },
): Budget {
  return {
    steps: Math.max(1, Math.floor(steps / count)),
    tokens: Math.floor(tokens / count),
    costUsd: costUsd / count,
    minutes: minutes / Math.ceil(count / Math.min(count, atOnce)),
  };
}
