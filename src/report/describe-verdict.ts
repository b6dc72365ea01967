import type { VerdictLabel } from '../verify/suite.ts';

/** The one word for a verdict, the same wherever it is shown. */
export function describeVerdict(verdict: VerdictLabel): string {
  return {
    verified: 'Verified',
    'regression-safe': 'Regression-safe, not proven',
    partial: 'Partly proven',
    unverified: 'Not verified',
    failed: 'Proof failed',
  }[verdict];
}
