import { reactWithEyes } from '../github/react-with-eyes.ts';
import { readLiveIssue } from '../github/read-live-issue.ts';
import { describeNotTaken } from '../report/answers/describe-not-taken.ts';
import type { RunJob } from '../run/task/run-job.ts';
import { plainTask, type RunTask } from '../run/task/run-task.ts';
import { authorise } from '../webhooks/authorise.ts';
import { askerOf } from './asker-of.ts';
import { beginOrHold } from './begin-or-hold.ts';
import { type Conversation, openConversation } from './conversation.ts';
import type { IssueEntry } from './issue-entry.ts';
import type { Steered, SteeringDeps } from './steering-deps.ts';
import { unfitFor } from './unfit-for.ts';

/** Somebody put on a label that begins a run. */
export async function onStart(
  deps: SteeringDeps,
  { trigger, key }: Steered<'start'>,
  signal: AbortSignal,
): Promise<void> {
  const { request } = trigger;
  const where = { ...request, issue: request.issue.number };
  await using talk = await openConversation(deps, where, 'issue', signal);
  const asked = {
    act: trigger.mode === 'plan' ? 'plan-label' : 'label',
    on: 'issue',
    visibility: trigger.repository.isPrivate ? 'private' : 'public',
    isFromForm: trigger.isFromForm,
  } as const;
  const authority = authorise(await askerOf(talk, trigger, signal), asked);
  if (authority.kind === 'refused') {
    if (authority.isAnswered) await talk.refuse({ actor: request.sender, ...authority }, signal);
    return;
  }
  await reactWithEyes(talk.octokit, where, signal);
  await begin(deps, talk, { trigger, key }, signal);
}

async function begin(
  deps: SteeringDeps,
  talk: Conversation,
  { trigger: { request, mode }, key }: Steered<'start'>,
  signal: AbortSignal,
): Promise<void> {
  const actor = request.sender;
  const where = { ...request, issue: request.issue.number };
  const { isOpen, labels } = await readLiveIssue(talk.octokit, where, signal);
  const unfit = unfitFor({ isOpen, labels, body: request.issue.body }, deps.labels);
  if (unfit !== null) return await talk.refuse({ actor, ...unfit }, signal);
  const job: RunJob = { request, task: taskFor(mode, await deps.issues.read(where)) };
  const wish = { job, key, mayPlanFirst: true, isApproved: false };
  const beginning = await beginOrHold(deps, talk, wish, signal);
  // What was begun or is held is shown already, and a run that is under way is what was asked for.
  if (beginning.kind === 'not-taken') await talk.refuse({ actor, ...describeNotTaken(beginning) }, signal);
}

function taskFor(mode: 'go' | 'plan', { budgetUsd }: IssueEntry): RunTask {
  if (mode === 'go') return { ...plainTask, budgetUsd };
  return { kind: 'plan', said: [], earlierRuns: [], budgetUsd, earlierPlan: null };
}
