import { newRunId, openRunRecord } from '../../store/run-record.ts';
import type { Origin } from '../origins/origin.ts';
import { redactAsKnown } from '../recording/redact-as-known.ts';
import type { RunDeps } from '../run-deps.ts';
import type { RunOutcome } from '../run-outcome.ts';
import { livingComment } from './living-comment.ts';

const outcome: RunOutcome = {
  kind: 'failed',
  stage: 'accepted',
  failure: {
    cause: 'internal',
    reason:
      'Sandpiper was ended in the middle of this run and could not finish it. A pull request may have been opened just before.',
    log: null,
    nextAction: 'If there is no pull request, take the label off and put it back on.',
  },
};

/** The last word of a run whose process is gone. */
export async function sayInterrupted(deps: RunDeps, origin: Origin): Promise<void> {
  const redact = redactAsKnown(() => origin.secrets());
  const record = openRunRecord(deps.settings.dataDirectory, newRunId(new Date(deps.now())), { redact });
  await record.save('run.json', { repository: origin.repository, issue: origin.issue.number, outcome });
  const comment = livingComment({ show: origin.show, pauseMs: 0, retryAfterMs: [], log: deps.log });
  const spent = { elapsedMs: 0, steps: 0, costUsd: 0 };
  await comment.finalise({ runId: record.id, stage: 'accepted', outcome, spent, saved: [], notes: [], waiting: null });
}
