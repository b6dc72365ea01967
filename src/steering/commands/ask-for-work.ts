import type { Answer } from '../../report/answers/answer.ts';
import { plainTask, type RunTask } from '../../run/task/run-task.ts';
import type { Order } from '../../webhooks/commands/command.ts';
import { beginOrHold } from '../begin-or-hold.ts';
import type { IssueEntry } from '../issue-entry.ts';
import type { SteeringDeps } from '../steering-deps.ts';
import { unfitFor } from '../unfit-for.ts';
import type { AskedAbout } from './carry-out.ts';
import { requestOf, saidBy, textInWebhook } from './request-of.ts';

type WorkOrder = Extract<Order, { kind: 'agent' | 'retry' | 'retry-from' | 'retry-many' | 'plan' }>;

/** A run on an issue that somebody asked for in a comment: a try, another try, or a plan. */
export async function askForWork(
  deps: SteeringDeps,
  order: WorkOrder,
  asked: AskedAbout,
  signal: AbortSignal,
): Promise<Answer> {
  const { subject } = asked.petition;
  const unfit = unfitFor({ ...subject, ...subject.text }, deps.labels);
  if (unfit !== null) return { kind: 'refused', ...unfit };
  const entry = await deps.issues.read(asked.issue);
  const task = taskOf(order, asked, entry);
  if (task === null) return nothingToGoOnFrom;
  const job = { request: requestOf(asked, textInWebhook(asked)), task };
  const wish = { job, key: asked.petition.key, mayPlanFirst: order.kind === 'agent', isApproved: false };
  return await beginOrHold(deps, asked.talk, wish, signal);
}

function taskOf(order: WorkOrder, asked: AskedAbout, entry: IssueEntry): RunTask | null {
  const earlierRuns = entry.runs.map(({ runId }) => runId);
  const { budgetUsd } = entry;
  switch (order.kind) {
    case 'agent':
      return { ...plainTask, said: saidBy(asked, order.instructions), budgetUsd };
    case 'plan': {
      const earlierPlan = entry.hold?.why === 'plan' ? entry.hold.plan : null;
      return { kind: 'plan', said: saidBy(asked, order.text), earlierRuns, budgetUsd, earlierPlan };
    }
    case 'retry':
      return { ...plainTask, said: saidBy(asked, order.hint), earlierRuns, budgetUsd };
    case 'retry-many': {
      const begins = { kind: 'candidates', count: order.candidates } as const;
      return { ...plainTask, said: saidBy(asked, order.hint), earlierRuns, budgetUsd, begins };
    }
    case 'retry-from': {
      const runId = entry.runs.findLast(({ task }) => task === 'solve')?.runId;
      if (runId === undefined) return null;
      const begins = { kind: 'from-step', runId, step: order.step } as const;
      return { ...plainTask, said: saidBy(asked, order.hint), earlierRuns, budgetUsd, begins };
    }
  }
}

const nothingToGoOnFrom: Answer = {
  kind: 'refused',
  reason: 'There is no run on this issue that could be gone on from.',
  nextAction: 'Comment `/agent` to begin one.',
};
