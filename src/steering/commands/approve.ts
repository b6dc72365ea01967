import type { Answer } from '../../report/answers/answer.ts';
import type { RunJob } from '../../run/task/run-job.ts';
import { plainTask, type RunTask } from '../../run/task/run-task.ts';
import { beginOrHold } from '../begin-or-hold.ts';
import type { IssueEntry } from '../issue-entry.ts';
import type { SteeringDeps } from '../steering-deps.ts';
import { unfitFor } from '../unfit-for.ts';
import type { AskedAbout } from './carry-out.ts';
import { requestOf, textInWebhook } from './request-of.ts';

/** Begins what waits for approval, with the text that the issue had when it was approved of. */
export async function approve(deps: SteeringDeps, asked: AskedAbout, signal: AbortSignal): Promise<Answer> {
  const { hold, budgetUsd } = await deps.issues.read(asked.issue);
  if (hold === null) return { kind: 'nothing-to-approve', state: deps.queue.stateOf(asked.issue) };
  const { subject } = asked.petition;
  const unfit = unfitFor({ ...subject, ...subject.text }, deps.labels);
  if (unfit !== null) return { kind: 'refused', ...unfit };
  const job: RunJob = {
    request: requestOf(asked, textInWebhook(asked)),
    task: { ...approvedTask(hold), budgetUsd },
  };
  const wish = { job, key: asked.petition.key, mayPlanFirst: false, isApproved: true };
  const answer = await beginOrHold(deps, asked.talk, wish, signal);
  const { task } = job;
  return answer.kind === 'begun' && task.kind === 'solve' && task.plan !== null
    ? { ...answer, plan: task.plan }
    : answer;
}

/** A plan that was approved of is carried out; anything else is done as it was asked for. */
function approvedTask({ why, job: { task }, plan }: NonNullable<IssueEntry['hold']>): RunTask {
  if (why !== 'plan') return task;
  return { ...plainTask, said: task.said, earlierRuns: task.earlierRuns, plan };
}
