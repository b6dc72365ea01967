import { cleanText } from '../../report/clean-text.ts';
import { describeStop } from '../../report/describe-stop.ts';
import type { Publication, RunOutcome } from '../run-outcome.ts';
import { startAgain } from './describe-failure.ts';

/** How a run ended, in lines for a terminal. */
export function describeOutcome(outcome: RunOutcome): readonly string[] {
  return linesOf(outcome).flatMap((text) => cleanText(text).split('\n'));
}

function linesOf(outcome: RunOutcome): readonly string[] {
  switch (outcome.kind) {
    case 'published':
      return [`Verdict: ${outcome.verdict}. ${outcome.because}`, ...whereIs(outcome.publication)];
    case 'planned':
      return ['A plan:', outcome.plan];
    case 'no-change':
      return [
        `No change: the agent ${describeStop(outcome.stop)}.`,
        ...(outcome.finish === null ? [] : [`It says (${outcome.finish.outcome}): ${outcome.finish.summary}`]),
      ];
    case 'failed': {
      const { reason, log, nextAction } = outcome.failure;
      return [`Failed: ${reason}`, ...(log === null ? [] : [log]), inTerminal(nextAction)];
    }
    case 'refused':
      return [`Refused: ${outcome.reason}`, outcome.nextAction];
    case 'cancelled':
      return [`Stopped: ${outcome.because}`];
  }
}

/** A pull request is shown for itself. */
function whereIs(publication: Publication): readonly string[] {
  if (publication.kind === 'withheld')
    return ['No pull request was opened: the change is not verified. It is in the record.'];
  return publication.kind === 'branch' ? [`Branch:  ${publication.branch}`] : [];
}

/** Whoever reads a terminal has no issue to comment on. */
function inTerminal(nextAction: string | null): string {
  return nextAction === null ? 'Start the run again.' : nextAction.replace(startAgain, 'Then start the run again.');
}
