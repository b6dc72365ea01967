import { ModelFault } from '../model/ask-model.ts';
import { askForAnswer } from './ask-for-answer.ts';
import type { StopReason } from './attempt.ts';
import { type Course, wantsProposal } from './begin-course.ts';
import { checkCourse } from './check-limits.ts';
import { notices } from './notices.ts';
import { runCalls } from './run-calls.ts';
import { tell } from './tell.ts';

const LIMITS = {
  'step-limit': 'the number of steps',
  'token-limit': 'the number of tokens',
  'cost-limit': 'the cost',
  'time-limit': 'the time',
  'context-limit': 'the length of this conversation',
} as const;

export function isLimit(stop: StopReason): stop is keyof typeof LIMITS {
  return Object.hasOwn(LIMITS, stop);
}

/**
 * The last turn: the model may finish, which is accepted at once, and do nothing else. A courtesy: a model that cannot be asked
 * any more, or not in time, has nothing to add.
 */
export async function wrapUp(course: Course, stop: keyof typeof LIMITS, signal: AbortSignal): Promise<void> {
  if (!checkCourse(course).hasLastTurn) return;
  course.isLastTurn = true;
  const lastTurn = wantsProposal(course.deps) ? notices.lastTurnOfPlan : notices.lastTurn;
  tell(course, lastTurn(LIMITS[stop]));
  try {
    await runCalls(course, await askForAnswer(course, signal), signal);
  } catch (error) {
    if (!(error instanceof ModelFault) && !course.wall.end.aborted) throw error;
  }
}
