import type { Run } from '../run.ts';
import type { RunOutcome } from '../run-outcome.ts';
import { answerReview, type ReviewedRun } from './answer-review.ts';
import { sayUnanswered, type UnansweredRun } from './say-unanswered.ts';

const deadlineMs = 120_000;

export type ConcludedRun = Omit<ReviewedRun, 'progress'> & UnansweredRun;

/** Where a run changed nothing about a pull request, whoever waits there is told: thread by thread where the agent said why. */
export async function sayLastWord(run: ConcludedRun, outcome: RunOutcome): Promise<void> {
  const signal = AbortSignal.timeout(deadlineMs);
  if (outcome.kind === 'no-change') {
    await answerReview({ ...run, progress: { addNotes: logNotes(run) } }, { ...outcome, commit: null }, signal);
  }
  await sayUnanswered(run, outcome, signal);
}

/** By now nobody reads the notes of the run. */
function logNotes({ deps, record }: Pick<ConcludedRun, 'deps' | 'record'>): Run['progress']['addNotes'] {
  return (notes) => {
    if (notes.length > 0) deps.log.warn({ run: record.id, notes }, 'Not every thread of a review was answered');
  };
}
