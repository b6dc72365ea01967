import type { PromptSection } from '../../agent/prompt/prompt-facts.ts';
import type { Run } from '../run.ts';
import { describeFailedChecks } from './describe-failed-checks.ts';
import { describeReview } from './describe-review.ts';

export type CausedRun = {
  readonly task: Run['task'];
  readonly origin: Pick<Run['origin'], 'pulls'>;
  readonly signal: AbortSignal;
};

/** What made us take up a pull request of ours again, in the words of those who said it. */
export async function sectionsOfCause({ task, origin, signal }: CausedRun): Promise<readonly PromptSection[]> {
  if (task.kind !== 'revise' || !origin.pulls) return [];
  const { cause, pull } = task;
  switch (cause.kind) {
    case 'review':
      return [describeReview(await origin.pulls.readReview({ pull, reviewId: cause.reviewId }, signal))];
    case 'failed-checks':
      return [describeFailedChecks(await origin.pulls.readFailedChecks(cause.headSha, signal))];
    case 'asked':
    case 'base-moved':
      return [];
  }
}
