import type { RunInbox } from '../store/run-inbox.ts';
import type { RunRecord } from '../store/run-record.ts';
import type { Origin } from './origins/origin.ts';
import type { RunDeps } from './run-deps.ts';
import type { RunTask } from './task/run-task.ts';
import type { LivingComment } from './telling/living-comment.ts';
import type { Progress } from './telling/progress.ts';

/** From 1, in the order in which they begin. */
export type CandidatePlace = { readonly number: number; readonly count: number };

/** One run under way: what its stages share. */
export type Run = {
  readonly deps: RunDeps;
  readonly origin: Origin;
  readonly task: RunTask;
  /** Which of several candidates this run is; left out: it is the only attempt. */
  readonly candidate?: CandidatePlace;
  /** Its commits start no workflow before somebody marks the pull request as ready; left out: they do. */
  readonly isHeldBack?: boolean;
  readonly record: RunRecord;
  readonly progress: Progress;
  readonly comment: LivingComment;
  readonly inbox: RunInbox;
  /** Aborts when the server stops, when somebody stops the run, and when the run turns out to be compromised. */
  readonly signal: AbortSignal;
};
