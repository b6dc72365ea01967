import type { StopReason } from '../../agent/attempt.ts';
import type { Spent } from '../../report/comment-state.ts';
import type { Comparison, IntegrityFinding, VerdictLabel } from '../../verify/suite.ts';

/** One of several attempts at the same issue, as it is weighed against the others. */
export type Candidate = {
  /** From 1, in the order in which they began. */
  readonly number: number;
  /** Of its record. */
  readonly runId: string;
  readonly spent: Spent;
  readonly result: CandidateResult;
};

export type CandidateResult =
  | {
      readonly kind: 'proved';
      readonly verdict: VerdictLabel;
      readonly comparison: Pick<Comparison, 'fixed' | 'newlyFailing'> | null;
      readonly findings: readonly Pick<IntegrityFinding, 'kind'>[];
      readonly lines: ChangedLines;
    }
  | { readonly kind: 'no-change'; readonly stop: StopReason }
  | { readonly kind: 'failed'; readonly reason: string };

export type ChangedLines = {
  readonly added: number;
  readonly removed: number;
  /** Of these, both kinds together, how many are not in tests: who tests more is not to look larger. */
  readonly outsideTests: number;
};
