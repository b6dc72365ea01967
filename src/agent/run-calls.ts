import type { ModelAnswer, ToolCall } from '../model/ask-model.ts';
import { mistake, type Observation } from '../tools/tool.ts';
import { untilAborted } from '../until-aborted.ts';
import type { Course } from './begin-course.ts';
import { countRepeats } from './count-repeats.ts';
import { notices } from './notices.ts';
import { type CallResult, runCall } from './run-call.ts';

const MAX_CALLS = 32;

export type CallReport = {
  readonly isMalformed: boolean;
  /** How often this very call has now come to nothing new. */
  readonly repeats: number;
};

/**
 * Carries out the calls of an answer in the order of the model, each answered before the next begins; an accepted finish ends
 * the row. Calls of an answer that was cut off, and those beyond `MAX_CALLS`, are answered but not carried out. Rejects when the signal is aborted.
 */
export async function runCalls(
  course: Course,
  answer: ModelAnswer,
  signal: AbortSignal,
): Promise<readonly CallReport[]> {
  const reports: CallReport[] = [];
  for (const [index, call] of answer.message.toolCalls.entries()) {
    if (course.finish !== null) break;
    if (index >= MAX_CALLS) {
      refuse(course, call, notices.tooManyCalls(MAX_CALLS));
      continue;
    }
    const result =
      answer.finish === 'length' ? refuse(course, call, notices.callWasCut) : await carryOut(course, call, signal);
    const repeats = countRepeats(course.seen, { tool: call.name, arguments: result.arguments, result: result.text });
    reports.push({ isMalformed: result.isMalformed, repeats });
  }
  return reports;
}

function refuse(course: Course, call: ToolCall, why: string): CallResult {
  const refusal = mistake(why);
  observe(course, call, refusal, course.deps.now());
  return { ...refusal, isMalformed: true, arguments: call.arguments };
}

/** A call that does not come to its end has an observation too, in the record at least. */
async function carryOut(course: Course, call: ToolCall, signal: AbortSignal): Promise<CallResult> {
  const { tools, deps } = course;
  const startedAt = deps.now();
  try {
    const result = await untilAborted(runCall({ tools, workspace: deps.workspace }, call, signal), signal);
    observe(course, call, result, startedAt);
    return result;
  } catch (error) {
    observe(course, call, mistake(notices.interrupted), startedAt);
    throw error;
  }
}

function observe(course: Course, call: ToolCall, { text, isError }: Observation, startedAt: number): void {
  const { deps, messages, steps: step } = course;
  messages.push({ role: 'tool', callId: call.id, text });
  const durationMs = deps.now() - startedAt;
  deps.record({ type: 'observation', step, callId: call.id, tool: call.name, text, isError, repairs: [], durationMs });
}
