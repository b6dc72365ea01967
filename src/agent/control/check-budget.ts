import type { Usage } from '../../model/ask-model.ts';
import type { Budget, StopReason } from '../attempt.ts';

export type Spent = { readonly steps: number; readonly usage: Usage; readonly minutes: number };

export type LastStep = {
  readonly usage: Usage;
  /** What it would have cost with nothing served from a cache, as a cap on spending reckons; `null` where the price is not known. */
  readonly uncachedUsd: number | null;
};

export type LimitStop = Extract<StopReason, 'step-limit' | 'token-limit' | 'cost-limit' | 'time-limit'>;

/** A limit of which a large part is gone. */
export type NearLimit = {
  readonly stop: LimitStop;
  /** The largest of `NEAR` that is passed. */
  readonly share: number;
  /** How much is gone and of how much, for the model. */
  readonly words: string;
};

export type BudgetCheck = {
  /** The limit that leaves no room for another step and the last turn after it. */
  readonly reached: LimitStop | null;
  /** Whether there is room for a last turn. */
  readonly hasLastTurn: boolean;
  readonly near: readonly NearLimit[];
};

const NEAR = [0.95, 0.8];

/**
 * Which limits are reached and which are near. The next step is expected to take as much as the last one, and so is the last
 * turn, in which the model says how far it came. Both must fit, so that the last turn is within the budget too. Time is not
 * foreseen: a part of it is set aside, see `openWall`.
 */
export function checkBudget(spent: Spent, last: LastStep | null, budget: Budget): BudgetCheck {
  const nextCost = spent.usage.costUsd === null ? 0 : (last?.usage.costUsd ?? 0);
  const endCost = spent.usage.costUsd === null ? 0 : Math.max(nextCost, last?.uncachedUsd ?? 0);
  const nextStep = last === null ? 0 : 1;
  const nextTokens = last === null ? 0 : tokensOf(last.usage);
  const spentTokens = tokensOf(spent.usage);
  const gauges = [
    { stop: 'step-limit', used: spent.steps, next: nextStep, end: nextStep, limit: budget.steps },
    { stop: 'token-limit', used: spentTokens, next: nextTokens, end: nextTokens, limit: budget.tokens },
    { stop: 'cost-limit', used: spent.usage.costUsd ?? 0, next: nextCost, end: endCost, limit: budget.costUsd },
    { stop: 'time-limit', used: spent.minutes, next: 0, end: 0, limit: budget.minutes },
  ] as const;
  return {
    reached: gauges.find(isReached)?.stop ?? null,
    hasLastTurn: gauges.every(({ used, next, limit }) => used < limit && used + next <= limit * ROUNDING),
    near: gauges.flatMap((one) => {
      const share = NEAR.find((part) => one.used >= one.limit * part);
      return share === undefined ? [] : [{ stop: one.stop, share, words: wordsFor(one) }];
    }),
  };
}

type Gauge = {
  readonly used: number;
  readonly next: number;
  /** What the last turn may take. */
  readonly end: number;
  readonly limit: number;
};

function isReached({ used, next, end, limit }: Gauge): boolean {
  return used >= limit || used + next + end > limit * ROUNDING;
}

/** Sums of cents as binary fractions come out a little too large. */
const ROUNDING = 1 + 1e-9;

function tokensOf({ inputTokens, outputTokens }: Usage): number {
  return inputTokens + outputTokens;
}

function wordsFor({ stop, used, limit }: { stop: LimitStop; used: number; limit: number }): string {
  return `${Number(used.toFixed(2))} of ${limit} ${UNITS[stop]}`;
}

const UNITS = {
  'step-limit': 'steps',
  'token-limit': 'tokens',
  'cost-limit': 'US dollars',
  'time-limit': 'minutes',
} as const satisfies Record<LimitStop, string>;

/** Of the two limits on spending, the one that such an amount would fill more. */
export function fullerLimit(
  amount: { readonly tokens: number; readonly costUsd: number },
  budget: Budget,
): 'token-limit' | 'cost-limit' {
  return amount.tokens / budget.tokens >= amount.costUsd / budget.costUsd ? 'token-limit' : 'cost-limit';
}
