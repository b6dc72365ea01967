import type { Spent } from '../../report/comment-state.ts';
import type { RunOutcome } from '../run-outcome.ts';
import { describeFailure } from '../telling/describe-failure.ts';
import type { Candidate, CandidateResult } from './candidate.ts';
import type { OpenCandidate } from './open-candidate.ts';
import type { Tried } from './try-candidate.ts';

/** A candidate that came to its end, and whose record is still open. */
export type TriedCandidate = OpenCandidate & { readonly number: number; readonly tried: Tried; readonly spent: Spent };

export function toCandidate({ number, run, tried, spent }: TriedCandidate): Candidate {
  return { number, runId: run.record.id, spent, result: toResult(tried) };
}

function toResult(tried: Tried): CandidateResult {
  switch (tried.kind) {
    case 'failed':
      return { kind: 'failed', reason: tried.fault.message };
    case 'no-change':
      return { kind: 'no-change', stop: tried.stop };
    case 'proved': {
      const { verdict, comparison, findings } = tried.proved.proof;
      return { kind: 'proved', verdict, comparison, findings, lines: tried.lines };
    }
  }
}

/** What the record of a candidate says in the end that is not published. */
export function outcomeOf({ run, tried }: Pick<TriedCandidate, 'run' | 'tried'>): RunOutcome {
  switch (tried.kind) {
    case 'no-change':
      return tried;
    case 'failed': {
      const { stage } = run.progress;
      const failure = describeFailure(tried.fault, stage);
      if (failure === null) throw tried.fault;
      return { kind: 'failed', stage, failure };
    }
    case 'proved': {
      const { verdict, because } = tried.proved.proof;
      return { kind: 'published', verdict, because, draft: false, publication: { kind: 'withheld' } };
    }
  }
}
