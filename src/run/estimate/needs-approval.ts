import type { Estimate } from './estimate.ts';

/**
 * Whether a run waits until somebody approves of its cost. What is not known is taken for the most it can be; `null` is a
 * repository that wants no run to wait.
 */
export function needsApproval(estimate: Estimate, thresholdUsd: number | null): boolean {
  if (thresholdUsd === null) return false;
  const known = estimate.kind === 'from-history' ? estimate.costUsd : null;
  return (known?.high ?? estimate.most.costUsd) > thresholdUsd;
}
