import type { Attempt, StopReason } from '../agent/attempt.ts';
import type { Failure } from '../report/comment-state.ts';
import type { RunOutcome } from '../run/run-outcome.ts';
import type { Grade } from './grade.ts';

/** How a trial came out. Every trial is in exactly one class. */
export type OutcomeClass =
  | 'resolved'
  /** Finished, and a test that had to pass does not; nothing broke. */
  | 'wrong-fix'
  /** Finished, and a test that passed before does not. */
  | 'broke-tests'
  /** Changed something where nothing was to be changed. */
  | 'needless-change'
  /** Finished and changed nothing, where something was to be changed. */
  | 'no-change'
  /** Said that it is blocked or needs to know more, and changed nothing. */
  | 'gave-up'
  /** Ended before it was done, whether or not it had changed something. */
  | Exclude<StopReason, 'finished'>
  | `failed-${Failure['cause'] | 'not-started' | 'grading'}`;

export type Ended = {
  readonly outcome: RunOutcome;
  /** `null` when the agent did not come to an end. */
  readonly attempt: Pick<Attempt, 'stop' | 'finish'> | null;
  /** `null` when the change could not be graded. */
  readonly grade: Grade | null;
  /** The task's right answer is to change nothing. */
  readonly wantsNoChange: boolean;
};

export function classifyTrial({ outcome, attempt, grade, wantsNoChange }: Ended): OutcomeClass {
  switch (outcome.kind) {
    case 'refused':
    case 'planned': // No trial asks for a plan.
      return 'failed-not-started';
    case 'cancelled':
      return 'cancelled';
    case 'failed':
      return `failed-${outcome.failure.cause}`;
    case 'no-change':
      return unchanged(outcome.stop, outcome.finish, wantsNoChange);
    case 'published':
      if (grade === null) return 'failed-grading';
      if (grade.resolved) return 'resolved';
      if (attempt !== null && attempt.stop !== 'finished') return attempt.stop;
      if (wantsNoChange) return 'needless-change';
      return grade.broken.length > 0 ? 'broke-tests' : 'wrong-fix';
  }
}

/** Doing nothing is right only for an agent that says so. */
function unchanged(stop: StopReason, finish: Attempt['finish'], wantsNoChange: boolean): OutcomeClass {
  const gaveUp = finish?.outcome === 'blocked' || finish?.outcome === 'needs-info';
  if (wantsNoChange && finish !== null && !gaveUp) return 'resolved';
  if (stop !== 'finished') return stop;
  return gaveUp ? 'gave-up' : 'no-change';
}

/** Outside the agent: another try may come out differently. */
export function isFailure(outcome: OutcomeClass): boolean {
  return outcome.startsWith('failed-');
}
