import type { Spent } from './comment-state.ts';
import { formatCost } from './format-cost.ts';
import { formatDuration } from './format-duration.ts';

/** `$0.41 of $5.00 · 3 min 7 s · 4 steps` as markdown, in which two dollar signs make no mathematics. */
export function describeSpent({ elapsedMs, steps, costUsd, budgetUsd = null }: Spent): string {
  const of = budgetUsd === null || costUsd === null ? '' : ` of ${escaped(budgetUsd)}`;
  return `${escaped(costUsd)}${of} · ${formatDuration(elapsedMs)} · ${steps} ${steps === 1 ? 'step' : 'steps'}`;
}

const escaped = (costUsd: number | null) => formatCost(costUsd).replace('$', '\\$');
