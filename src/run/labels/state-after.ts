import type { RunOutcome } from '../run-outcome.ts';
import type { IssueState } from './label-names.ts';

/** Where an issue stands once its run has ended; `null`: as if there had been none. */
export function stateAfter(outcome: RunOutcome): IssueState | null {
  switch (outcome.kind) {
    case 'published':
      return outcome.publication.kind === 'pull-request' ? 'pr-open' : 'needs-input';
    case 'planned':
      return 'needs-input';
    case 'no-change':
      return afterNoChange(outcome);
    case 'failed':
      return outcome.failure.cause === 'safety' ? 'blocked' : 'failed';
    case 'refused':
    case 'cancelled':
      return null;
  }
}

function afterNoChange({ finish }: Extract<RunOutcome, { kind: 'no-change' }>): IssueState | null {
  switch (finish?.outcome) {
    case 'needs-info':
    case 'no-change-needed':
      return 'needs-input';
    case 'blocked':
      return 'blocked';
    default:
      return 'failed';
  }
}
