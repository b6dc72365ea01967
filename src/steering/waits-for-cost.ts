import type { Estimate } from '../run/estimate/estimate.ts';
import { needsApproval } from '../run/estimate/needs-approval.ts';

export type CostLimits = {
  /** Above it the repository wants to be asked; `null`: never. */
  readonly thresholdUsd: number | null;
  /** What a person said that a run may cost, or `null`. */
  readonly budgetUsd: number | null;
};

/**
 * Whether a run waits until somebody approves of its cost. Whoever gave a budget that it will do with has approved, and one that
 * cannot cost more than the threshold needs nobody's approval.
 */
export function waitsForCost(estimate: Estimate, { thresholdUsd, budgetUsd }: CostLimits): boolean {
  if (thresholdUsd === null || !needsApproval(estimate, thresholdUsd)) return false;
  if (budgetUsd === null) return true;
  return budgetUsd > thresholdUsd && needsApproval(estimate, budgetUsd);
}
