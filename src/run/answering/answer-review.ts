import { Fault } from '../../errors.ts';
import type { Run } from '../run.ts';
import { type Answering, type AnsweringRun, answerThreads } from './answer-threads.ts';

export type ReviewedRun = AnsweringRun & {
  readonly deps: Pick<Run['deps'], 'git' | 'log'>;
  readonly origin: Pick<Run['origin'], 'secrets' | 'pulls'>;
  readonly task: Run['task'];
  readonly progress: Pick<Run['progress'], 'addNotes'>;
};

/** After a run for a review: by then its change is published, and no answer that fails takes it back. */
export async function answerReview(
  run: ReviewedRun,
  { finish, commit }: Pick<Answering, 'finish' | 'commit'>,
  signal: AbortSignal,
): Promise<void> {
  const { task, origin, progress, deps } = run;
  const { pulls } = origin;
  if (task.kind !== 'revise' || task.cause.kind !== 'review' || !pulls) return;
  const { pull } = task;
  try {
    const review = await pulls.readReview({ pull, reviewId: task.cause.reviewId }, signal);
    progress.addNotes(await answerThreads(run, { pulls, pull, review, finish, commit }, signal));
  } catch (error) {
    if (signal.aborted || !(error instanceof Fault)) throw error;
    deps.log.warn({ err: error, pull }, 'A review was not answered');
    progress.addNotes([`The threads of the review were not answered: ${error.message}`]);
  }
}
