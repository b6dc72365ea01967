import type { LivePull } from '../../github/read-pull.ts';
import type { Answer } from '../../report/answers/answer.ts';
import type { RunJob } from '../../run/task/run-job.ts';
import type { Order } from '../../webhooks/commands/command.ts';
import { openConversation } from '../conversation.ts';
import { enqueue } from '../enqueue.ts';
import { peopleDidSomething } from '../people-did-something.ts';
import { textOfIssue } from '../pulls/text-of-issue.ts';
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
  const entry = await deps.issues.read(issue);
  const text = await textOfIssue(asked.talk, issue, entry, signal);
  if (text === null) return writtenByOthers;
  const { runs, budgetUsd } = entry;
  const said = saidBy(asked, order.kind === 'agent' ? order.instructions : order.hint);
  const job: RunJob = {
    request: requestOf(asked, text),
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
  await deps.issues.change(issue, peopleDidSomething);
  return { kind: 'begun', work: 'revise', ahead: added.kind === 'added' ? added.ahead : 0, notes: [] };
}

function closed({ isMerged }: LivePull) {
  if (!isMerged) return { reason: 'This pull request is closed.', nextAction: 'Reopen it, then ask for it again.' };
  const nextAction = 'Describe in an issue what should be different now.';
  return { reason: 'This pull request is merged already.', nextAction };
}

const writtenByOthers: Answer = {
  kind: 'refused',
  reason: 'The text of the issue is by somebody without write permission, and nobody has asked for work with it here.',
  nextAction: 'Read the issue, and comment `/agent` there.',
};
