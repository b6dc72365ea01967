import type { CommentState, Spent, Stage } from '../report/comment-state.ts';
import type { RunOutcome } from './run-outcome.ts';

/** What whoever asked for a run gets to know about it. */
export type RunNews = {
  readonly stage: Stage;
  /** `null` while the run goes on. */
  readonly outcome: RunOutcome | null;
  readonly spent: Spent;
  /** What outlives the run, one line each. */
  readonly saved: readonly string[];
};

/** The same news as the living comment of an issue tells it. */
export function toCommentState({ stage, outcome, spent, saved }: RunNews, issue: number): CommentState {
  if (outcome === null) return { kind: 'working', issue, stage, ...spent };
  switch (outcome.kind) {
    case 'refused':
      return { issue, ...outcome };
    case 'no-change':
    case 'cancelled':
    case 'failed':
      return { issue, ...outcome, ...spent, saved };
    case 'published': {
      const { verdict, because, draft, publication } = outcome;
      // A local run publishes a branch, and has no issue to comment on.
      if (publication.kind === 'branch') throw new TypeError('A branch was published for an issue');
      const { number, url } = publication;
      return { issue, kind: 'pull-request', number, url, draft, verdict, because, ...spent };
    }
  }
}
