import type { Failure } from '../../report/comment-state.ts';
import type { RunOutcome } from '../run-outcome.ts';

/** How the work in a workspace came to its end. */
export type WorkEnd =
  | { readonly kind: 'outcome'; readonly outcome: RunOutcome }
  | { readonly kind: 'stopped' }
  /** `null`: of something nobody foresaw. */
  | { readonly kind: 'failed'; readonly cause: Failure['cause'] | null };

/**
 * Whether a retry may go on in the workspace. Not where readers have the change, and never where it was not safe. Where a run that
 * itself went on in a kept one failed again, what is in there may be the reason, so that the next one begins anew.
 */
export function decideKeeping(end: WorkEnd, wentOn: boolean): boolean {
  switch (end.kind) {
    case 'outcome':
      return end.outcome.kind !== 'published' || end.outcome.publication.kind === 'withheld';
    case 'stopped':
      return true;
    case 'failed':
      return end.cause === 'model' || (end.cause !== 'safety' && !wentOn);
  }
}
