import type { Finish, StopReason } from '../agent/attempt.ts';
import type { VerdictLabel } from '../verify/suite.ts';

/** The steps of a run as a reader follows them, in order. */
export type Stage = 'accepted' | 'fetching' | 'preparing' | 'baseline' | 'solving' | 'proving' | 'publishing';

/** What the one living comment on an issue says at a moment. `runId` is `null` before there is a run. */
export type CommentState = { readonly issue: number; readonly runId: string | null } & (
  | ({
      readonly kind: 'working';
      readonly stage: Stage;
      /** Why nothing happens at the moment, or `null`. */
      readonly waiting: string | null;
    } & Spent &
      Noted)
  | ({
      readonly kind: 'pull-request';
      readonly number: number;
      readonly url: string;
      readonly draft: boolean;
      readonly verdict: VerdictLabel;
      readonly because: string;
    } & Spent &
      Noted)
  /** Asked for, and not begun: so many runs are before it. */
  | { readonly kind: 'queued'; readonly ahead: number }
  /** Not begun until somebody approves of it. */
  | {
      readonly kind: 'held';
      readonly why: 'cost' | 'text-changed';
      /** Who asked for the run. */
      readonly actor: string;
      /** What to know before approving, full sentences. */
      readonly details: readonly string[];
    }
  /** A plan that waits for approval; the model's words. */
  | ({ readonly kind: 'planned'; readonly plan: string } & Spent & Noted)
  /** A change that maintainers want no pull request of. */
  | ({ readonly kind: 'withheld'; readonly verdict: VerdictLabel; readonly because: string } & Spent & Saved & Noted)
  | ({ readonly kind: 'no-change'; readonly stop: StopReason; readonly finish: Finish | null } & Spent & Saved & Noted)
  | ({ readonly kind: 'failed'; readonly stage: Stage; readonly failure: Failure } & Spent & Saved & Noted)
  | ({ readonly kind: 'cancelled'; readonly stage: Stage; readonly because: string } & Spent & Saved & Noted)
  | { readonly kind: 'refused'; readonly actor: string; readonly reason: string; readonly nextAction: string }
);

export type Failure = {
  readonly cause: 'not-started' | 'environment' | 'model' | 'delivery' | 'safety' | 'internal';
  /** One or two sentences on what is known. */
  readonly reason: string;
  /** Last lines of what failed, or `null`. */
  readonly log: string | null;
  /** The one next action, as a full sentence. */
  readonly nextAction: string;
};

export type Spent = {
  readonly elapsedMs: number;
  /** Of the agent. */
  readonly steps: number;
  /** `null` when the model's price is not known. */
  readonly costUsd: number | null;
};

/** What people should know about their repository or its settings, a sentence each. */
export type Noted = { readonly notes: readonly string[] };

/** What outlives the run beside its transcript and logs, one line each. */
export type Saved = { readonly saved: readonly string[] };
