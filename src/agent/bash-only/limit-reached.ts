import type { Usage } from '../../model/ask-model.ts';
import type { Budget, StopReason } from '../attempt.ts';

export type Spent = { readonly steps: number; readonly usage: Usage; readonly minutes: number };

/** The first limit that is spent. Asked before each step, so the last one may go over it; there is no warning before. */
export function limitReached({ steps, usage, minutes }: Spent, budget: Budget): StopReason | null {
  if (steps >= budget.steps) return 'step-limit';
  if (usage.inputTokens + usage.outputTokens >= budget.tokens) return 'token-limit';
  if ((usage.costUsd ?? 0) >= budget.costUsd) return 'cost-limit';
  return minutes >= budget.minutes ? 'time-limit' : null;
}
