import type { Answer } from '../../report/answers/answer.ts';
import { beginOrHold } from '../begin-or-hold.ts';
import type { SteeringDeps } from '../steering-deps.ts';
import { waitsForCost } from '../waits-for-cost.ts';
import type { AskedAbout } from './carry-out.ts';
import { requestOf, textInWebhook } from './request-of.ts';

/** Remembers what a run on the issue may cost from now on. What waits for its cost alone begins if that is enough for it. */
export async function setBudget(
  deps: SteeringDeps,
  askedUsd: number,
  asked: AskedAbout,
  signal: AbortSignal,
): Promise<Answer> {
  const settings = await deps.settingsOf(asked.issue, signal);
  const estimate = await deps.estimate(asked.issue, settings, signal);
  const mostUsd = estimate.most.costUsd;
  const budgetUsd = Math.min(askedUsd, mostUsd);
  const { hold } = await deps.issues.change(asked.issue, (entry) => ({ ...entry, budgetUsd }));
  const thresholdUsd = settings.conduct.approveAboveUsd;
  const isEnough = hold?.why === 'cost' && !waitsForCost(estimate, { thresholdUsd, budgetUsd });
  if (!isEnough || asked.located.pull !== null) {
    const state = deps.queue.stateOf(asked.issue) ?? (hold === null ? null : 'held');
    return { kind: 'budget', askedUsd, mostUsd, state };
  }
  const job = { request: requestOf(asked, textInWebhook(asked)), task: { ...hold.job.task, budgetUsd } };
  const wish = { job, key: asked.petition.key, mayPlanFirst: false, isApproved: true };
  return await beginOrHold(deps, asked.talk, wish, signal);
}
