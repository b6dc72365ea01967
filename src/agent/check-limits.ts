import { type Course, wantsProposal } from './begin-course.ts';
import { type BudgetCheck, checkBudget, fullerLimit, type LimitStop } from './control/check-budget.ts';
import { foreseeCost } from './control/foresee-cost.ts';
import { notices } from './notices.ts';
import { tell } from './tell.ts';

const VERY_NEAR = 0.95;

/** The limit that ends the work, if there is one; tells the model, once each, of those that are near. */
export function checkLimits(course: Course): LimitStop | null {
  const { reached, near } = checkCourse(course);
  if (reached !== null) return reached;
  const fresh = near.filter(({ stop, share }) => !course.warned.has(`${stop} ${share}`));
  for (const { stop, share } of fresh) course.warned.add(`${stop} ${share}`);
  if (fresh.length === 0) return null;
  if (wantsProposal(course.deps)) {
    tell(course, notices.planNearLimit(fresh));
    return null;
  }
  const isVeryNear = fresh.some(({ share }) => share >= VERY_NEAR);
  tell(course, isVeryNear ? notices.veryNearLimit(fresh) : notices.nearLimit(fresh));
  return null;
}

export function checkCourse({ steps, usage, lastUsage, deps, startedAt, budget }: Course): BudgetCheck {
  const last =
    lastUsage === null
      ? null
      : {
          usage: lastUsage,
          uncachedUsd: foreseeCost(deps.model, lastUsage.inputTokens + lastUsage.outputTokens),
        };
  return checkBudget({ steps, usage, minutes: (deps.now() - startedAt) / 60_000 }, last, budget);
}

/** The limit that the next request would have exceeded, when a cap on spending refuses it. */
export function limitOfCap({ usage, budget, conversation, deps }: Course): LimitStop {
  const tokens = usage.inputTokens + usage.outputTokens + conversation.tokens;
  const costUsd = (usage.costUsd ?? 0) + (foreseeCost(deps.model, conversation.tokens) ?? 0);
  return fullerLimit({ tokens, costUsd }, budget);
}
