import { Fault } from '../errors.ts';
import { addUsage } from '../model/add-usage.ts';
import type { Message, ModelAnswer, Patience } from '../model/ask-model.ts';
import { untilAborted } from '../until-aborted.ts';
import type { Attempt, Budget, StopReason } from './attempt.ts';
import { beginCourse, type Course, tell } from './begin-course.ts';
import { checkBudget } from './check-budget.ts';
import { notices } from './notices.ts';
import { type CallReport, runCalls } from './run-calls.ts';
import type { SolveDeps } from './solver.ts';

const MAX_NUDGES = 3;
const MAX_MALFORMED_STEPS = 3;
const REPEATS_TO_NOTICE: readonly number[] = [3, 5];
const REPEATS_TO_STOP = 7;
/** A longer timer fires at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * Lets the model work until it finishes or something ends the attempt; every such end is a stop reason. Aborting `signal`
 * ends it as `cancelled` within moments, also in the middle of a call, unless the reason is a `Fault`: that is thrown, for the
 * caller then knows better why. A `ModelFault`, and the `SandboxFault` of a box that is gone, are thrown too.
 */
export async function solve(
  deps: SolveDeps,
  prompt: readonly Message[],
  budget: Budget,
  signal: AbortSignal,
): Promise<Attempt> {
  const deadline = AbortSignal.timeout(Math.min(Math.ceil(budget.minutes * 60_000), MAX_TIMER_MS));
  const course = beginCourse(deps, prompt);
  await using _toolset = course.toolset;
  const stop = await work(course, budget, AbortSignal.any([signal, deadline])).catch((error: unknown) => {
    if (signal.aborted && signal.reason instanceof Fault) throw signal.reason;
    if (signal.aborted) return 'cancelled' as const;
    if (deadline.aborted) return 'time-limit' as const;
    throw error;
  });
  const { steps, usage, startedAt, unresolved } = course;
  const finish = stop === 'finished' ? course.finish : null;
  return { stop, finish, unresolved, steps, usage, shrinks: 0, durationMs: deps.now() - startedAt };
}

async function work(course: Course, budget: Budget, signal: AbortSignal): Promise<StopReason> {
  for (;;) {
    const stop = checkLimits(course, budget) ?? (await takeStep(course, signal));
    if (stop !== null) return stop;
  }
}

async function takeStep(course: Course, signal: AbortSignal): Promise<StopReason | null> {
  const answer = await ask(course, signal);
  if (answer.message.toolCalls.length === 0) return nudge(course, answer);
  course.silentSteps = 0;
  const reports = await runCalls(course, answer, signal);
  return course.finish === null ? judge(course, reports) : 'finished';
}

function checkLimits(course: Course, budget: Budget): StopReason | null {
  const { steps, usage, warned } = course;
  const minutes = (course.deps.now() - course.startedAt) / 60_000;
  const { reached, near } = checkBudget({ steps, usage, minutes }, budget);
  if (reached !== null) return reached.stop;
  const fresh = near.filter(({ stop }) => !warned.has(stop));
  if (fresh.length > 0) tell(course, notices.nearLimit(fresh));
  for (const { stop } of fresh) warned.add(stop);
  return null;
}

async function ask(course: Course, signal: AbortSignal): Promise<ModelAnswer> {
  const { deps, messages, definitions } = course;
  const startedAt = deps.now();
  const answer = await untilAborted(
    deps.askModel({ messages, tools: definitions }, patienceOf(course), signal),
    signal,
  );
  const { message, usage, finish, repairs } = answer;
  course.steps += 1;
  course.usage = addUsage(course.usage, usage);
  messages.push(message);
  const { text, toolCalls } = message;
  const durationMs = deps.now() - startedAt;
  deps.record({
    type: 'answer',
    step: course.steps,
    text,
    reasoning: '',
    toolCalls,
    finish,
    repairs,
    usage,
    durationMs,
  });
  return answer;
}

function patienceOf({ deps }: Course): Patience {
  return { maxWaitMs: MAX_TIMER_MS, onWait: (wait) => deps.record({ type: 'waiting', ...wait }) };
}

function nudge(course: Course, answer: ModelAnswer): StopReason | null {
  course.silentSteps += 1;
  if (course.silentSteps > MAX_NUDGES) return 'no-tool-calls';
  tell(course, answer.finish === 'length' ? notices.answerWasCut : notices.useTools);
  return null;
}

function judge(course: Course, reports: readonly CallReport[]): StopReason | null {
  course.malformedSteps = reports.every(({ isMalformed }) => isMalformed) ? course.malformedSteps + 1 : 0;
  if (course.malformedSteps >= MAX_MALFORMED_STEPS) return 'malformed-calls';
  const repeats = Math.max(...reports.map((report) => report.repeats));
  if (repeats >= REPEATS_TO_STOP) return 'stuck';
  if (REPEATS_TO_NOTICE.includes(repeats)) tell(course, notices.repeating(repeats));
  return null;
}
