import { ModelFault, type ToolCall } from '../model/ask-model.ts';
import { parseArguments } from '../tools/parse-arguments.ts';
import { result } from '../tools/tool.ts';
import { askForAnswer } from './ask-for-answer.ts';
import type { StopReason } from './attempt.ts';
import type { Course } from './begin-course.ts';
import { checkCourse } from './check-limits.ts';
import { notices } from './notices.ts';
import { readFinish } from './read-finish.ts';
import { type CallResult, malformed } from './run-call.ts';
import { observe } from './run-calls.ts';
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
 * The last turn: the model may finish, at once and without a review, and do nothing else. A courtesy: a model that cannot be
 * asked any more, or not in time, has nothing to add.
 */
export async function wrapUp(course: Course, stop: keyof typeof LIMITS, signal: AbortSignal): Promise<void> {
  if (!checkCourse(course).hasLastTurn) return;
  tell(course, notices.lastTurn(LIMITS[stop]));
  try {
    const { message, finish } = await askForAnswer(course, signal);
    for (const call of message.toolCalls) {
      const answered = finish === 'complete' ? takeLastCall(course, call) : malformed(call, notices.callWasCut);
      observe(course, call, { result: answered, durationMs: 0 });
    }
  } catch (error) {
    if (!(error instanceof ModelFault) && !course.wall.end.aborted) throw error;
  }
}

function takeLastCall(course: Course, call: ToolCall): CallResult {
  const tool = course.tools.find(({ name }) => name === call.name);
  if (tool?.name !== 'finish' || course.finish !== null) return malformed(call, notices.notInLastTurn);
  const parsed = parseArguments(tool, call.arguments);
  if (!parsed.ok) return malformed(call, parsed.problem);
  course.finish = readFinish(parsed.input);
  return {
    ...result('Finished.'),
    changes: 'nothing',
    arguments: call.arguments,
    command: null,
    paths: [],
    isMalformed: false,
    repairs: [],
  };
}
