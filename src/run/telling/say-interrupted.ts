import { newRunId, openRunRecord } from '../../store/run-record.ts';
import type { Origin } from '../origins/origin.ts';
import { redactAsKnown } from '../recording/redact-as-known.ts';
import type { RunDeps } from '../run-deps.ts';
import type { RunOutcome } from '../run-outcome.ts';
import { findInterrupted, type InterruptedRun } from './find-interrupted.ts';
import { livingComment } from './living-comment.ts';

/** The last word of a run whose process is gone, wherever the run has spoken: by what it wrote down before. */
export async function sayInterrupted(deps: RunDeps, origin: Origin): Promise<void> {
  const { dataDirectory } = deps.settings;
  const about = { repository: origin.repository, issue: origin.issue.number };
  const found = await findInterrupted(dataDirectory, about).catch((err: unknown) => {
    deps.log.warn({ err }, 'The record of an interrupted run could not be read');
    return null;
  });
  const outcome = interrupted(found);
  const redact = redactAsKnown(() => origin.secrets());
  const record = openRunRecord(dataDirectory, newRunId(new Date(deps.now())), { redact });
  await record.save('run.json', { ...about, outcome, ...(found === null ? {} : { interrupted: found.runId }) });
  const comment = livingComment({ show: origin.show, pauseMs: 0, retryAfterMs: [2_000, 15_000], log: deps.log });
  const { runId = record.id, stage = 'accepted', elapsedMs = 0, steps = 0, costUsd = 0, work = null } = found ?? {};
  const spent = { elapsedMs, steps, costUsd };
  await comment.finalise({ runId, stage, outcome, spent, saved: [], notes: [], waiting: null, work });
}

function interrupted(found: InterruptedRun | null): RunOutcome {
  const stage = found?.stage ?? 'accepted';
  const isPublishing = stage === 'publishing';
  const failure = {
    cause: 'internal',
    reason: 'Sandpiper was ended in the middle of this run and could not finish it.',
    log: null,
    unknown: isPublishing ? ['Whether what it was about to publish was published just before.'] : [],
    nextAction: isPublishing
      ? 'If it published nothing, comment `/retry` to start again.'
      : 'Comment `/retry` to start again.',
  } as const;
  return { kind: 'failed', stage, failure };
}
