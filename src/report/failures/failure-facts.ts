import type { StopReason } from '../../agent/attempt.ts';
import type { Saved, Spent, Stage } from '../comment-state.ts';

/** What is known of a run, or of a request, that did not come to its end. */
export type FailureFacts = Spent &
  Saved & {
    /** `null`: before there was a run. */
    readonly stage: Stage | null;
    /** What could not be found out, a sentence each. */
    readonly unknown: readonly string[];
    /** Where the class's own advice does not fit; a full sentence. */
    readonly nextAction: string | null;
    readonly failure: ClassifiedFailure;
  };

/** Classes are told apart because a reader does something else about each. */
export type ClassifiedFailure =
  /** Somebody may not do what they asked for. */
  | { readonly kind: 'permission'; readonly actor: string; readonly needed: 'read' | 'triage' | 'write' }
  /** It was not begun, and will or will not be. */
  | {
      readonly kind: 'queue';
      readonly why: 'full' | 'daily-limit' | 'person-limit' | 'paused' | 'budget';
      /** When it is begun by itself, ISO 8601; `null`: it is not. */
      readonly resumesAt: string | null;
    }
  /** What the repository needs could not be made ready. */
  | {
      readonly kind: 'environment';
      readonly reason: string;
      readonly command: string | null;
      readonly log: string | null;
    }
  /** The model, or who sells it, gave no answer. */
  | { readonly kind: 'model'; readonly model: string; readonly reason: string; readonly resumesAt: string | null }
  /** The agent gave up. */
  | { readonly kind: 'agent'; readonly stop: StopReason; readonly tried: readonly string[] }
  /** There is a change, and tests speak against it. */
  | { readonly kind: 'verification'; readonly reason: string; readonly failing: readonly string[] }
  /** There is a change, and GitHub did not take it. */
  | { readonly kind: 'delivery'; readonly what: string; readonly rule: string | null; readonly log: string | null }
  /** There is a change that must not be published. */
  | { readonly kind: 'safety'; readonly refused: readonly { readonly path: string; readonly reason: string }[] };
