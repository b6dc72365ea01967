import { describeStop } from '../../report/describe-stop.ts';
import { makePublishable } from '../../report/make-publishable.ts';
import { renderUnanswered } from '../../report/review-answers/render-unanswered.ts';
import type { Run } from '../run.ts';
import type { RunOutcome } from '../run-outcome.ts';

export type UnansweredRun = {
  readonly origin: Pick<Run['origin'], 'issue' | 'secrets' | 'pulls'>;
  readonly task: Run['task'];
  readonly record: Pick<Run['record'], 'id'>;
};

/** One comment, however many threads there are, for whoever waits at the pull request and does not look at the issue. */
export async function sayUnanswered(run: UnansweredRun, outcome: RunOutcome, signal: AbortSignal): Promise<void> {
  const { origin, task, record } = run;
  if (task.kind !== 'revise' || !origin.pulls) return;
  const because = whyNothing(outcome);
  if (because === null) return;
  const facts = { cause: task.cause.kind, because, issue: origin.issue.number };
  const marker = `<!-- sandpiper:unanswered ${record.id} -->`;
  const text = renderUnanswered(makePublishable(facts, origin.secrets()));
  await origin.pulls.say({ pull: task.pull, text, marker }, signal);
}

/** `null` when there is nothing to be said, or the threads were answered one by one. */
function whyNothing(outcome: RunOutcome): string | null {
  switch (outcome.kind) {
    case 'published':
      return outcome.publication.kind === 'withheld'
        ? 'By the settings of this repository a change that is not verified is not published.'
        : null;
    case 'planned':
      return null;
    case 'no-change':
      return (outcome.finish?.replies ?? []).length > 0 ? null : `The agent ${describeStop(outcome.stop)}.`;
    case 'failed':
      return outcome.failure.reason;
    case 'refused':
      return outcome.reason;
    case 'cancelled':
      return outcome.because;
  }
}
