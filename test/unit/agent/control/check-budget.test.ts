import { expect, test } from 'vitest';
import { checkBudget, fullerLimit } from '../../../../src/agent/control/check-budget.ts';

const budget = { steps: 10, tokens: 1_000, costUsd: 1, minutes: 10 };

function usage(tokens: number, costUsd: number | null) {
  return { inputTokens: tokens / 2, cachedInputTokens: 0, outputTokens: tokens / 2, costUsd };
}

function spent(steps: number, tokens: number, costUsd: number | null, minutes: number) {
  return { steps, minutes, usage: usage(tokens, costUsd) };
}

test.for([
  ['nothing', spent(0, 0, 0, 0), null, []],
  ['just under four fifths', spent(7, 799, 0.79, 7.9), null, []],
  ['four fifths of the steps', spent(8, 0, 0, 0), null, ['0.8: 8 of 10 steps']],
  ['four fifths of the tokens', spent(0, 800, 0, 0), null, ['0.8: 800 of 1000 tokens']],
  ['four fifths of the money', spent(0, 0, 0.8, 0), null, ['0.8: 0.8 of 1 US dollars']],
  ['four fifths of the time', spent(0, 0, 0, 8.123), null, ['0.8: 8.12 of 10 minutes']],
  ['nearly all of the time', spent(0, 0, 0, 9.5), null, ['0.95: 9.5 of 10 minutes']],
  ['all steps', spent(10, 0, 0, 0), 'step-limit', ['0.95: 10 of 10 steps']],
  ['all tokens', spent(0, 1_000, 0, 0), 'token-limit', ['0.95: 1000 of 1000 tokens']],
  ['all money', spent(0, 0, 1, 0), 'cost-limit', ['0.95: 1 of 1 US dollars']],
  ['all time', spent(0, 0, 0, 10), 'time-limit', ['0.95: 10 of 10 minutes']],
  ['unknown money', spent(0, 0, null, 0), null, []],
] as const)('%s spent', ([, used, stop, near]) => {
  const checked = checkBudget(used, null, budget);

  expect(checked.reached).toBe(stop);
  expect(checked.near.map(({ share, words }) => `${share}: ${words}`)).toEqual(near);
});

test.for([
  ['there is room for a step and the last turn', spent(8, 100, 0.1, 1), usage(10, 0.01), null, true],
  ['one step is left', spent(9, 100, 0.1, 1), usage(10, 0.01), 'step-limit', true],
  ['tokens are left for one step like the last', spent(2, 700, 0.1, 1), usage(300, 0.01), 'token-limit', true],
  ['tokens are left for less', spent(2, 800, 0.1, 1), usage(300, 0.01), 'token-limit', false],
  ['money is left for one step like the last', spent(2, 100, 0.7, 1), usage(10, 0.3), 'cost-limit', true],
  ['money is left for less', spent(2, 100, 0.8, 1), usage(10, 0.3), 'cost-limit', false],
  [
    'money is left exactly, but for the rounding of fractions',
    spent(2, 100, 0.1 + 0.2, 1),
    usage(10, 0.35),
    null,
    true,
  ],
  ['the cost is not known any more', spent(2, 100, null, 1), usage(10, 0.9), null, true],
  ['the time is up', spent(2, 100, 0.1, 10), usage(10, 0.01), 'time-limit', false],
] as const)('when %s', ([, used, last, reached, hasLastTurn]) => {
  expect(checkBudget(used, { usage: last, uncachedUsd: null }, budget)).toMatchObject({ reached, hasLastTurn });
});

test('money for the last turn is set aside as if nothing were cached, for that is how a cap on spending reckons', () => {
  const cheap = { usage: usage(10, 0.01), uncachedUsd: 0.2 };

  expect(checkBudget(spent(2, 100, 0.75, 1), cheap, budget)).toMatchObject({ reached: null });
  expect(checkBudget(spent(2, 100, 0.8, 1), cheap, budget)).toMatchObject({ reached: 'cost-limit', hasLastTurn: true });
});

test.for([
  [900, 0.1, 'token-limit'],
  [100, 0.9, 'cost-limit'],
  [100, 0, 'token-limit'],
] as const)('%i tokens and %s dollars would fill the %s more', ([tokens, costUsd, stop]) => {
  expect(fullerLimit({ tokens, costUsd }, budget)).toBe(stop);
});
