import type { ModelAnswer, ToolCall } from '../model/ask-model.ts';
import { untilAborted } from '../until-aborted.ts';
import { type Course, hasFinished } from './begin-course.ts';
import type { CallReport } from './call-report.ts';
import { groupCalls, type PlacedCall } from './control/group-calls.ts';
import { notices } from './notices.ts';
import { type CallResult, malformed, runCall } from './run-call.ts';

const MAX_CALLS = 32;
/** Whoever stops an attempt waits for it. */
const GRACE_MS = 1_000;

type Ended = { readonly result: CallResult; readonly durationMs: number; readonly failure?: unknown };

/**
 * Carries out the calls of an answer: those that change nothing beside one another, all others in the order of the model. Every
 * call is answered, in that order, also those that are not carried out: of an answer that was cut off, beyond `MAX_CALLS`, after
 * an accepted finish, after an interruption. No call is ended because another failed. Rejects when the signal is aborted.
 */
export async function runCalls(
  course: Course,
  answer: ModelAnswer,
  signal: AbortSignal,
): Promise<readonly CallReport[]> {
  const reports: CallReport[] = [];
  const failures: unknown[] = [];
  for (const group of groupCalls(course.tools, answer.message.toolCalls)) {
    const running = group.map(async ({ call, index }) => {
      const why =
        failures.length > 0 || signal.aborted ? notices.neverStarted : whyNot(course, answer, { call, index });
      const ended = why === null ? await carryOut(course, call, signal) : refuse(call, why);
      if ('failure' in ended) failures.push(ended.failure);
      return { call, ended };
    });
    for (const { call, ended } of await Promise.all(running)) reports.push(observe(course, call, ended));
  }
  if (failures.length > 0) throw failures[0];
  signal.throwIfAborted();
  return reports;
}

function whyNot(course: Course, { finish }: ModelAnswer, { call, index }: PlacedCall): string | null {
  if (finish === 'length') return notices.callWasCut;
  if (finish === 'refused') return notices.callWasFiltered;
  if (hasFinished(course)) return notices.notAfterFinish;
  if (course.isLastTurn && call.name !== 'finish') return notices.notInLastTurn;
  return index < MAX_CALLS ? null : notices.tooManyCalls(MAX_CALLS);
}

/** A call that does not come to its end is answered too; what ended it is thrown once all have been. */
async function carryOut({ tools, deps }: Course, call: ToolCall, signal: AbortSignal): Promise<Ended> {
  const startedAt = deps.now();
  const running = runCall({ tools, workspace: deps.workspace }, call, signal);
  const ended = await untilInterrupted(running, signal).then(
    (result) => ({ result: signal.aborted && result.isError ? interrupted(result) : result }),
    (failure: unknown) => ({ result: malformed(call, notices.interrupted), failure }),
  );
  return { ...ended, durationMs: deps.now() - startedAt };
}

/** What is interrupted may still say how far it came, and is known to have ended then. */
async function untilInterrupted<T>(running: Promise<T>, signal: AbortSignal): Promise<T> {
  try {
    return await untilAborted(running, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    return await untilAborted(running, AbortSignal.timeout(GRACE_MS));
  }
}

function interrupted(result: CallResult): CallResult {
  return { ...result, text: `${notices.interrupted}\n${result.text}` };
}

function refuse(call: ToolCall, why: string): Ended {
  return { result: malformed(call, why), durationMs: 0 };
}

/** Tells the model, the record and those who watch. */
function observe(course: Course, call: ToolCall, { result, durationMs }: Ended): CallReport {
  const { deps, conversation, watches, steps: step } = course;
  const { text, isError, repairs } = result;
  const report = { ...result, tool: call.name, durationMs };
  conversation.add({ role: 'tool', callId: call.id, text });
  deps.record({ type: 'observation', step, callId: call.id, tool: call.name, text, isError, repairs, durationMs });
  watches.runs.note(report);
  if (report.changes === 'workspace' && report.command === null && !isError) {
    for (const path of report.paths) course.changedFiles.add(path);
  }
  return report;
}
