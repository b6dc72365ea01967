import type { Conduct } from '../environment/repository-settings.ts';
import type { Answer } from '../report/answers/answer.ts';
import { describeEstimate } from '../run/estimate/describe-estimate.ts';
import type { Estimate } from '../run/estimate/estimate.ts';
import type { RunJob } from '../run/task/run-job.ts';
import type { Conversation } from './conversation.ts';
import { editedJustBefore } from './edited-just-before.ts';
import { enqueue, issueOf } from './enqueue.ts';
import { hold } from './hold.ts';
import type { IssueEntry } from './issue-entry.ts';
import type { SteeringDeps } from './steering-deps.ts';
import { waitsForCost } from './waits-for-cost.ts';

export type Wish = {
  readonly job: RunJob;
  /** Of whatever asked for it. */
  readonly key: string;
  /** Whether the repository may have every run begin with a plan. */
  readonly mayPlanFirst: boolean;
  /** Whether somebody has agreed to what it may cost. */
  readonly isApproved: boolean;
};

export type Beginning = Extract<Answer, { kind: 'begun' | 'held' | 'busy' | 'not-taken' }>;

/**
 * Begins work on an issue, unless it has to wait for approval: because of its cost, or because its text is not the one that was
 * read. Only who has nothing under way for the issue gets anything.
 */
export async function beginOrHold(
  deps: SteeringDeps,
  talk: Conversation,
  wish: Wish,
  signal: AbortSignal,
): Promise<Beginning> {
  const { request } = wish.job;
  const under = { repository: request.repository, issue: request.issue.number };
  const state = deps.queue.stateOf(under);
  if (await editedJustBefore(deps, talk, request, signal)) {
    if (state !== null) return { kind: 'busy', state };
    await hold(deps, talk, { why: 'text-changed', job: wish.job, plan: planOf(wish.job), details: [] }, signal);
    return { kind: 'held', why: 'text-changed', details: [] };
  }
  const settings = await deps.settingsOf(request, signal);
  if (hasHadAll(await deps.issues.read(issueOf(wish.job)), settings.conduct)) {
    return { kind: 'not-taken', why: 'issue-limit', until: null };
  }
  const job = wish.mayPlanFirst && settings.conduct.planFirst ? asPlan(wish.job) : wish.job;
  const estimate = await deps.estimate(request, settings, signal);
  const threshold = settings.conduct.approveAboveUsd;
  const asksFirst = !wish.isApproved && job.task.kind === 'solve' && state === null;
  if (asksFirst && waitsForCost(estimate, { thresholdUsd: threshold, budgetUsd: job.task.budgetUsd })) {
    const details = describeEstimate(estimate);
    await hold(deps, talk, { why: 'cost', job, plan: planOf(job), details }, signal);
    return { kind: 'held', why: 'cost', details };
  }
  return await begin(deps, talk, { job, key: wish.key, estimate }, signal);
}

function hasHadAll({ runs }: IssueEntry, { runsPerIssue }: Conduct): boolean {
  return runsPerIssue !== null && runs.filter(({ task }) => task !== 'revise').length >= runsPerIssue;
}

type Ready = { readonly job: RunJob; readonly key: string; readonly estimate: Estimate };

async function begin(
  deps: SteeringDeps,
  talk: Conversation,
  { job, key, estimate }: Ready,
  signal: AbortSignal,
): Promise<Beginning> {
  const how = { key, priority: 'asked', whenBusy: 'refuse', delayMs: 0 } as const;
  const details = job.task.kind === 'solve' ? describeEstimate(estimate) : [];
  const added = await enqueue(deps, talk, { job, how, details }, signal);
  switch (added.kind) {
    case 'busy':
      return added;
    case 'refused':
      return { kind: 'not-taken', why: added.why, until: added.until };
    case 'known':
    case 'added': {
      const ahead = added.kind === 'added' ? added.ahead : 0;
      return { kind: 'begun', work: job.task.kind, ahead, notes: details };
    }
  }
}

function planOf({ task }: RunJob): string | null {
  return task.kind === 'solve' ? task.plan : null;
}

/** What is asked for is planned before it is done; a plan that was approved of is not planned again. */
function asPlan(job: RunJob): RunJob {
  const { task } = job;
  if (task.kind !== 'solve' || task.plan !== null) return job;
  const { said, earlierRuns, budgetUsd } = task;
  return { ...job, task: { kind: 'plan', said, earlierRuns, budgetUsd, earlierPlan: null } };
}
