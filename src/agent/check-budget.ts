import type { Usage } from '../model/ask-model.ts';
import type { Budget, StopReason } from './attempt.ts';

export type Spent = { readonly steps: number; readonly usage: Usage; readonly minutes: number };

export type Limit = {
  readonly stop: Extract<StopReason, 'step-limit' | 'token-limit' | 'cost-limit' | 'time-limit'>;
  /** How much is gone and of how much, for the model. */
  readonly words: string;
};

/** Which limit is `reached`, if any, and which are `near`: four fifths gone. */
export function checkBudget(
  spent: Spent,
  budget: Budget,
): { readonly reached: Limit | null; readonly near: readonly Limit[] } {
  const { steps, minutes, usage } = spent;
  const tokens = usage.inputTokens + usage.outputTokens;
  const gauges = [
    gauge('step-limit', steps, budget.steps, 'steps'),
    gauge('token-limit', tokens, budget.tokens, 'tokens'),
    gauge('cost-limit', usage.costUsd ?? 0, budget.costUsd, 'US dollars'),
    gauge('time-limit', minutes, budget.minutes, 'minutes'),
  ];
  return {
    reached: gauges.find(({ used, limit }) => used >= limit) ?? null,
    near: gauges.filter(({ used, limit }) => used >= limit * NEAR),
  };
}

const NEAR = 0.8;

function gauge(stop: Limit['stop'], used: number, limit: number, unit: string) {
  return { stop, used, limit, words: `${Number(used.toFixed(2))} of ${limit} ${unit}` };
}
