import type { CommentState, Spent, Stage } from '../../report/comment-state.ts';
import type { RunOutcome } from '../run-outcome.ts';
import type { PullWork } from './pull-work.ts';

/** What whoever asked for a run gets to know about it. */
export type RunNews = {
  readonly runId: string;
  readonly stage: Stage;
  /** `null` while the run goes on. */
  readonly outcome: RunOutcome | null;
  readonly spent: Spent;
  /** What outlives the run beside its transcript and logs, one line each. */
  readonly saved: readonly string[];
  /** What people should know about their repository or its settings, a sentence each. */
  readonly notes: readonly string[];
  /** Why nothing happens at the moment, or `null`. */
  readonly waiting: string | null;
  /** The open pull request that it works on; `null`: it works on an issue, or is not that far yet. */
  readonly work: PullWork | null;
};

/** The same news as the living comment of an issue tells it. */
export function toCommentState(news: RunNews, issue: number, pageUrl: string | null = null): CommentState {
  const { runId, stage, outcome, spent, saved, notes, waiting, work } = news;
  const about = { issue, runId, pageUrl };
  if (outcome === null) return { ...about, kind: 'working', stage, waiting, on: work, notes, ...spent };
  switch (outcome.kind) {
    case 'refused':
      return { ...about, ...outcome };
    case 'planned':
      return { ...about, ...outcome, notes, ...spent };
    case 'no-change':
    case 'cancelled':
    case 'failed':
      return { ...about, ...outcome, ...spent, saved, notes };
    case 'published': {
      const { verdict, because, draft, publication, candidates } = outcome;
      // A local run publishes a branch, and has no issue to comment on.
      if (publication.kind === 'branch') throw new TypeError('A branch was published for an issue');
      if (publication.kind === 'withheld')
        return { ...about, kind: 'withheld', verdict, because, saved, notes, ...spent };
      const { number, url } = publication;
      const isUpdate = work !== null;
      const chosen = candidates === undefined ? {} : { candidates };
      return {
        ...about,
        ...chosen,
        kind: 'pull-request',
        number,
        url,
        draft,
        verdict,
        because,
        isUpdate,
        notes,
        ...spent,
      };
    }
  }
}
