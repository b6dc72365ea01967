import type { Course } from './begin-course.ts';
import { type BudgetCheck, checkBudget, type LimitStop } from './control/check-budget.ts';
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
  const isVeryNear = fresh.some(({ share }) => share >= VERY_NEAR);
  tell(course, isVeryNear ? notices.veryNearLimit(fresh) : notices.nearLimit(fresh));
  return null;
}

export function checkCourse({ steps, usage, lastUsage, deps, startedAt, budget }: Course): BudgetCheck {
  return checkBudget({ steps, usage, minutes: (deps.now() - startedAt) / 60_000 }, lastUsage, budget);
}
