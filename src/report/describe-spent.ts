import type { Spent } from './comment-state.ts';
import { formatCost } from './format-cost.ts';
import { formatDuration } from './format-duration.ts';

/** `$0.41 of $5.00 · 3 min 7 s · 4 steps`. */
export function describeSpent({ elapsedMs, steps, costUsd, budgetUsd = null }: Spent): string {
  const of = budgetUsd === null || costUsd === null ? '' : ` of ${formatCost(budgetUsd)}`;
  return `${formatCost(costUsd)}${of} · ${formatDuration(elapsedMs)} · ${steps} ${steps === 1 ? 'step' : 'steps'}`;
}
