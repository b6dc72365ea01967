import type { Finish, StopReason } from '../agent/attempt.ts';
import type { VerdictLabel } from '../verify/suite.ts';
import type { CandidatesShown } from './render-candidates.ts';

/** The steps of a run as a reader follows them, in order. */
export const stages = ['accepted', 'fetching', 'preparing', 'baseline', 'solving', 'proving', 'publishing'] as const;

export type Stage = (typeof stages)[number];

/** What the one living comment on an issue says at a moment. `runId` is `null` before there is a run. */
export type CommentState = {
  readonly issue: number;
  readonly runId: string | null;
  /** Where the run can be looked at; left out where there is no such page. */
  readonly pageUrl?: string | null;
} & (
  | ({
      readonly kind: 'working';
      readonly stage: Stage;
      /** Why nothing happens at the moment, or `null`. */
      readonly waiting: string | null;
      /** What it works on, where that is not the issue itself. */
      readonly on?: Work | null;
    } & Spent &
      Noted)
  | ({
      readonly kind: 'pull-request';
      readonly number: number;
      readonly url: string;
      readonly draft: boolean;
      readonly verdict: VerdictLabel;
      readonly because: string;
      /** It was there before: the run brought it further commits. */
      readonly isUpdate?: boolean;
      /** The attempts it was chosen from; left out: it was the only one. */
      readonly candidates?: CandidatesShown;
    } & Spent &
      Noted)
  /** One of ours that people are done with. */
  | ({ readonly kind: 'ended-pull' } & EndedPull)
  /** Asked for, and not begun: so many runs are before it. */
  | {
      readonly kind: 'queued';
      readonly ahead: number;
      /** What it may come to, full sentences; left out: nothing is foretold of it. */
      readonly details?: readonly string[];
    }
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
  | ({
      readonly kind: 'no-change';
      readonly stop: StopReason;
      readonly finish: Finish | null;
    } & Spent &
      Saved &
      Noted)
  | ({ readonly kind: 'failed'; readonly stage: Stage; readonly failure: Failure } & Spent & Saved & Noted)
  | ({ readonly kind: 'cancelled'; readonly stage: Stage; readonly because: string } & Spent & Saved & Noted)
  | { readonly kind: 'refused'; readonly actor: string; readonly reason: string; readonly nextAction: string }
);

export type EndedPull = {
  readonly number: number;
  readonly url: string;
  readonly how: 'merged' | 'closed';
  /** A login, or `null` when the account is gone. */
  readonly by: string | null;
};

/** An open pull request of ours, and why a run works on it. */
export type Work = {
  readonly pull: number;
  readonly cause: 'asked' | 'review' | 'failed-checks' | 'base-moved';
};

export type Failure = {
  /** Told apart because a reader does something else about each; `internal` is a bug of ours. */
  readonly cause:
    | 'permission'
    | 'queue'
    | 'environment'
    | 'model'
    | 'verification'
    | 'delivery'
    | 'safety'
    | 'internal';
  /** One or two sentences on what is known. */
  readonly reason: string;
  /** Last lines of what failed, or `null`. */
  readonly log: string | null;
  /** The one next action, as a full sentence; `null`: nothing better is known than what is said of its class. */
  readonly nextAction: string | null;
  /** What could not be found out, a sentence each; left out: nothing. */
  readonly unknown?: readonly string[];
};

export type Spent = {
  readonly elapsedMs: number;
  /** Of the agent. */
  readonly steps: number;
  /** `null` when the model's price is not known. */
  readonly costUsd: number | null;
  /** What it may cost; left out where that is not known. */
  readonly budgetUsd?: number | null;
};

/** What people should know about their repository or its settings, a sentence each. */
export type Noted = { readonly notes: readonly string[] };

/** What outlives the run beside its transcript and logs, one line each. */
export type Saved = { readonly saved: readonly string[] };
