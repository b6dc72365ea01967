import { Fault } from '../errors.ts';
import { type Message, type ModelAnswer, ModelFault } from '../model/ask-model.ts';
import { untilAborted } from '../until-aborted.ts';
import { askForAnswer } from './ask-for-answer.ts';
import type { Attempt, Budget, StopReason } from './attempt.ts';
import { beginCourse, type Course, hasFinished } from './begin-course.ts';
import type { CallReport } from './call-report.ts';
import { checkLimits, limitOfCap } from './check-limits.ts';
import { deliverMessages } from './deliver-messages.ts';
import { judgeStep, judgeWords } from './judge-step.ts';
import { notices } from './notices.ts';
import { runCalls } from './run-calls.ts';
import { shorten } from './shorten.ts';
import type { SolveDeps } from './solver.ts';
import { tell } from './tell.ts';
import { tellGuidance } from './tell-guidance.ts';
import { isLimit, wrapUp } from './wrap-up.ts';

const MAX_OVERFLOWS = 8;

/**
 * Lets the model work until it finishes or something ends the attempt; every such end is a stop reason. At a limit of its budget
 * it gets a last turn, to say how far it came. Aborting `signal` ends the attempt as `cancelled` within moments, also in the
 * middle of a call, unless the reason is a `Fault`: that is thrown, for the caller then knows better why. A `ModelFault`, and the
 * `SandboxFault` of a box that is gone, are thrown too.
 */
export async function solve(
  deps: SolveDeps,
  prompt: readonly Message[],
  budget: Budget,
  signal: AbortSignal,
): Promise<Attempt> {
  const course = beginCourse(deps, prompt, budget);
  await using _toolset = course.toolset;
  const stop = await workUntilStopped(course, signal);
  const { steps, usage, shrinks, startedAt } = course;
  const finish = stop === 'cancelled' ? null : course.finish;
  const unresolved = finish === null ? [] : course.unresolved;
  const attempt = { stop, finish, unresolved, steps, usage, shrinks, durationMs: deps.now() - startedAt };
  return stop === 'cancelled' || course.proposal === null ? attempt : { ...attempt, proposal: course.proposal };
}

async function workUntilStopped(course: Course, signal: AbortSignal): Promise<StopReason> {
  const { work: workTime, end } = course.wall;
  try {
    const stop = await work(course, AbortSignal.any([signal, workTime])).catch((error: unknown) => {
      if (signal.aborted || !workTime.aborted) throw error;
      return 'time-limit' as const;
    });
    if (isLimit(stop)) await wrapUp(course, stop, AbortSignal.any([signal, end]));
    signal.throwIfAborted();
    return stop;
  } catch (error) {
    if (!signal.aborted) throw error;
    if (signal.reason instanceof Fault) throw signal.reason;
    return 'cancelled';
  }
}

async function work(course: Course, signal: AbortSignal): Promise<StopReason> {
  signal.throwIfAborted();
  await lookAtTree(course, null, signal);
  for (;;) {
    deliverMessages(course);
    const stop = checkLimits(course) ?? (await takeStep(course, signal));
    if (stop !== null) return stop;
  }
}

/** Asks, acts, observes. */
async function takeStep(course: Course, signal: AbortSignal): Promise<StopReason | null> {
  const answer = await ask(course, signal);
  if (typeof answer === 'string') return answer;
  if (answer.message.toolCalls.length === 0) return judgeWords(course, answer);
  const reports = await runCalls(course, answer, signal);
  await lookAtTree(course, reports, signal);
  if (hasFinished(course) && !isFinishPutOff(course)) return 'finished';
  tellGuidance(course, reports);
  return judgeStep(course, answer, reports);
}

/** The next answer, with the conversation shortened first where it must be; or why there is none. */
async function ask(course: Course, signal: AbortSignal): Promise<ModelAnswer | StopReason> {
  for (let tries = 0; tries < MAX_OVERFLOWS; tries += 1) {
    if (!(await makeRoom(course, signal))) return 'context-limit';
    const answer = await askOnce(course, signal);
    if (answer !== 'overflow') return answer;
    if (!(await shorten(course, signal))) return 'context-limit';
  }
  return 'context-limit';
}

async function makeRoom(course: Course, signal: AbortSignal): Promise<boolean> {
  while (course.conversation.isFull) {
    if (!(await shorten(course, signal))) return false;
  }
  return true;
}

async function askOnce(course: Course, signal: AbortSignal): Promise<ModelAnswer | StopReason | 'overflow'> {
  try {
    return await askForAnswer(course, signal);
  } catch (error) {
    if (!(error instanceof ModelFault)) throw error;
    if (error.kind === 'context-overflow') return 'overflow';
    if (error.kind === 'over-budget') return limitOfCap(course);
    throw error;
  }
}

/** Before the first step, and after each that may have changed something. */
async function lookAtTree(course: Course, reports: readonly CallReport[] | null, signal: AbortSignal): Promise<void> {
  const { watches, deps, steps: step } = course;
  const { tree, runs } = watches;
  const looking = reports === null ? tree.begin(signal) : tree.look(reports, signal);
  const digest = await untilAborted(looking, signal);
  if (digest !== undefined) deps.record({ type: 'tree', step, digest });
  runs.endStep(tree.hasChanged);
}

/** A maintainer's word that came while the model was finishing is heard before the finish counts. */
function isFinishPutOff(course: Course): boolean {
  if (!deliverMessages(course)) return false;
  course.finish = null;
  course.proposal = null;
  course.unresolved = [];
  tell(course, notices.finishIsPutOff);
  return true;
}
