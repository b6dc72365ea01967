import type { RunOutcome } from '../run-outcome.ts';
import type { PatchedFile } from './list-patched-files.ts';

/** What is known of an earlier run, from its record alone. All of it is data: models and strangers wrote most of it. */
export type PostMortem =
  | ({ readonly kind: 'told'; readonly runId: string } & Told)
  /** Nothing can be told; why, as the end of a sentence. */
  | { readonly kind: 'lost'; readonly runId: string; readonly why: string };

export type Told = {
  readonly task: 'solve' | 'plan' | 'revise';
  /** What people asked for with it, beside the issue. */
  readonly said: readonly { readonly author: string; readonly text: string }[];
  /** `null`: it never came to its end. */
  readonly ending: Ending | null;
  /** What it took for the cause, and what it said in the end; `null`: it said nothing. */
  readonly rootCause: string | null;
  readonly summary: string | null;
  /** Its list of steps as it was last, a line each. */
  readonly steps: readonly string[];
  readonly files: readonly PatchedFile[];
  readonly tests: TestsThen | null;
};

/** As a run says it itself, as far as it matters to the next one. */
export type Ending = {
  readonly kind: RunOutcome['kind'];
  readonly verdict: string | null;
  /** A sentence, or as much as is known. */
  readonly because: string | null;
};

/** By name, a few of each. */
export type TestsThen = Readonly<Record<'fixed' | 'newlyFailing' | 'stillFailing', readonly string[]>>;
