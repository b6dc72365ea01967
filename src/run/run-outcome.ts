import type { Finish, StopReason } from '../agent/attempt.ts';
import type { Failure, Stage } from '../report/comment-state.ts';
import type { CandidatesShown } from '../report/render-candidates.ts';
import type { VerdictLabel } from '../verify/suite.ts';

/** How a run ended. Every way is written here; `executeRun` throws nothing. */
export type RunOutcome =
  | {
      readonly kind: 'published';
      readonly verdict: VerdictLabel;
      /** Why it is that verdict, in a sentence. */
      readonly because: string;
      readonly draft: boolean;
      readonly publication: Publication;
      /** Left out: it was the only attempt. */
      readonly candidates?: CandidatesShown;
    }
  | { readonly kind: 'refused'; readonly actor: string; readonly reason: string; readonly nextAction: string }
  /** What was asked for was a plan; people decide what becomes of it. */
  | { readonly kind: 'planned'; readonly plan: string }
  | { readonly kind: 'no-change'; readonly stop: StopReason; readonly finish: Finish | null }
  | { readonly kind: 'cancelled'; readonly stage: Stage; readonly because: string }
  | { readonly kind: 'failed'; readonly stage: Stage; readonly failure: Failure };

/** Where a reader finds the change. */
export type Publication =
  | PullRequestPublication
  | { readonly kind: 'branch'; readonly branch: string }
  /** Nowhere but in the record: by the maintainers' policy, or because another candidate was better. */
  | { readonly kind: 'withheld' };

export type PullRequestPublication = {
  readonly kind: 'pull-request';
  readonly number: number;
  readonly url: string;
  readonly branch: string;
  /** `false`: it was there already, and the run took its branch on. */
  readonly isNew?: false;
  /** Its head. Where GitHub made the commit once more to sign it, another than the one proved, with the same tree. */
  readonly sha: string;
  /** What GitHub refused after the pull request was open, a sentence each. */
  readonly notes: readonly string[];
};

export type RunEnd = {
  /** Of the record that tells what came of it: the run's own, or that of the candidate that was chosen. */
  readonly runId: string;
  /** The folder of that record. */
  readonly directory: string;
  readonly outcome: RunOutcome;
};
