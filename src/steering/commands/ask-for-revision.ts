import type { LivePull } from '../../github/read-pull.ts';
import type { Answer } from '../../report/answers/answer.ts';
import type { RunJob } from '../../run/task/run-job.ts';
import type { Order } from '../../webhooks/commands/command.ts';
import { openConversation } from '../conversation.ts';
import { enqueue } from '../enqueue.ts';
import type { SteeringDeps } from '../steering-deps.ts';
import type { AskedAbout } from './carry-out.ts';
import { requestOf, saidBy } from './request-of.ts';

type RevisionOrder = Extract<Order, { kind: 'agent' | 'retry' }>;

/** Further commits on a pull request of ours that somebody asked for in a comment on it. */
export async function askForRevision(
  deps: SteeringDeps,
  order: RevisionOrder,
  asked: AskedAbout & { readonly pull: LivePull },
  signal: AbortSignal,
): Promise<Answer> {
  const { pull, issue, petition } = asked;
  if (!pull.isOpen) return { kind: 'refused', ...closed(pull) };
  const { lastJob, runs, budgetUsd } = await deps.issues.read(issue);
  if (lastJob === null) return nothingRemembered;
  const said = saidBy(asked, order.kind === 'agent' ? order.instructions : order.hint);
  const job: RunJob = {
    request: requestOf(asked, lastJob.request.issue),
    task: {
      kind: 'revise',
      said,
      earlierRuns: runs.map(({ runId }) => runId),
      budgetUsd,
      pull: pull.number,
      cause: { kind: 'asked' },
    },
  };
  const whenBusy = order.kind === 'agent' ? 'wait' : 'refuse';
  const how = { key: petition.key, priority: 'asked', whenBusy, delayMs: 0 } as const;
  // What is shown of the work stands at its issue.
  await using talk = await openConversation(deps, issue, 'issue', signal);
  const added = await enqueue(deps, talk, { job, how }, signal);
  if (added.kind === 'busy') return added;
  if (added.kind === 'refused') return { kind: 'not-taken', why: added.why, until: added.until };
  return { kind: 'begun', work: 'revise', ahead: added.kind === 'added' ? added.ahead : 0, notes: [] };
}

function closed({ isMerged }: LivePull) {
  if (!isMerged) return { reason: 'This pull request is closed.', nextAction: 'Reopen it, then ask for it again.' };
  const nextAction = 'Describe in an issue what should be different now.';
  return { reason: 'This pull request is merged already.', nextAction };
}

const nothingRemembered: Answer = {
  kind: 'refused',
  reason: 'Nothing is remembered of what this pull request was asked for.',
  nextAction: 'Comment `/agent` on its issue.',
};
