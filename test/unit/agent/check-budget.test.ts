import { expect, test } from 'vitest';
import { checkBudget } from '../../../src/agent/check-budget.ts';

const budget = { steps: 10, tokens: 1_000, costUsd: 1, minutes: 10 };

function spent(steps: number, tokens: number, costUsd: number | null, minutes: number) {
  const usage = { inputTokens: tokens / 2, cachedInputTokens: 0, outputTokens: tokens / 2, costUsd };
  return { steps, minutes, usage };
}

test.for([
  ['nothing', spent(0, 0, 0, 0), null, []],
  ['just under four fifths', spent(7, 799, 0.79, 7.9), null, []],
  ['four fifths of the steps', spent(8, 0, 0, 0), null, ['8 of 10 steps']],
  ['four fifths of the tokens', spent(0, 800, 0, 0), null, ['800 of 1000 tokens']],
  ['four fifths of the money', spent(0, 0, 0.8, 0), null, ['0.8 of 1 US dollars']],
  ['four fifths of the time', spent(0, 0, 0, 8.123), null, ['8.12 of 10 minutes']],
  ['all steps', spent(10, 0, 0, 0), 'step-limit', ['10 of 10 steps']],
  ['all tokens', spent(0, 1_000, 0, 0), 'token-limit', ['1000 of 1000 tokens']],
  ['all money', spent(0, 0, 1, 0), 'cost-limit', ['1 of 1 US dollars']],
  ['all time', spent(0, 0, 0, 10), 'time-limit', ['10 of 10 minutes']],
  ['unknown money', spent(0, 0, null, 0), null, []],
] as const)('%s spent', ([, used, stop, near]) => {
  const checked = checkBudget(used, budget);

  expect(checked.reached?.stop ?? null).toBe(stop);
  expect(checked.near.map(({ words }) => words)).toEqual(near);
});
