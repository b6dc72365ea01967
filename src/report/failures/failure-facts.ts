import type { Finish, StopReason } from '../../agent/attempt.ts';
import type { Failure, Saved, Spent, Stage } from '../comment-state.ts';

/** What is known of a run that did not come to a change that could be used. */
export type FailureFacts = Spent &
  Saved & {
    readonly stage: Stage;
    /** What could not be found out, a sentence each. */
    readonly unknown: readonly string[];
    /** Where the class's own advice does not fit; a full sentence. */
    readonly nextAction: string | null;
    readonly failure: ClassifiedFailure;
  };

/** Classes are told apart because a reader does something else about each. */
export type ClassifiedFailure =
  | (Pick<Failure, 'reason' | 'log'> & { readonly kind: Failure['cause'] })
  /** The agent ended without a change: it was stopped, or says itself that it cannot go on. */
  | { readonly kind: 'agent'; readonly stop: StopReason; readonly finish: Finish | null };
