import { addUsage } from '../model/add-usage.ts';
import {
  type AssistantMessage,
  type ModelAnswer,
  ModelFault,
  type ModelRequest,
  type Patience,
} from '../model/ask-model.ts';
import { untilAborted } from '../until-aborted.ts';
import type { Course } from './begin-course.ts';
import { notices } from './notices.ts';

/** More than any tool takes as arguments. What is longer is refused, and repeating it in every request would fill the window. */
const MAX_ARGUMENT_CHARACTERS = 1_000_000;

/** Asks for the next step and remembers the answer. Throws `ModelFault` when there is none. */
export async function askForAnswer(course: Course, signal: AbortSignal): Promise<ModelAnswer> {
  const { deps, conversation, definitions } = course;
  const startedAt = deps.now();
  const answer = withFreshIds(
    course,
    await askModel(course, { messages: conversation.messages, tools: definitions }, signal),
  );
  const { message, usage, finish, reasoning, repairs } = answer;
  const { text, toolCalls } = message;
  const durationMs = deps.now() - startedAt;
  course.steps += 1;
  course.lastUsage = usage;
  conversation.noteUsage(usage);
  // Some providers refuse a message that says nothing.
  if (text !== '' || toolCalls.length > 0) conversation.add(withoutExcess(message));
  deps.record({
    type: 'answer',
    step: course.steps,
    text,
    reasoning,
    toolCalls,
    finish,
    repairs,
    usage,
    durationMs,
  });
  return answer;
}

/** Asks the model and adds what it costs to the bill, also when it fails. */
export async function askModel(course: Course, request: ModelRequest, signal: AbortSignal): Promise<ModelAnswer> {
  const asked = course.deps.askModel(request, patienceOf(course), signal);
  try {
    const answer = await untilAborted(asked, signal);
    course.usage = addUsage(course.usage, answer.usage);
    return answer;
  } catch (error) {
    if (error instanceof ModelFault && error.usage !== null) course.usage = addUsage(course.usage, error.usage);
    throw error;
  }
}

/** A provider is not waited for into the time of the last turn. */
function patienceOf({ deps, budget, wall, startedAt }: Course): Patience {
  const leftMs = budget.minutes * 60_000 - wall.reserveMs - (deps.now() - startedAt);
  return { maxWaitMs: Math.max(0, leftMs), onWait: (wait) => deps.record({ type: 'waiting', ...wait }) };
}

/** Some servers begin to number their calls anew at each answer; a call is answered by its id. */
function withFreshIds({ callIds, steps }: Course, answer: ModelAnswer): ModelAnswer {
  const toolCalls = answer.message.toolCalls.map((call) => {
    const id = callIds.has(call.id) ? `${call.id}_${steps + 1}` : call.id;
    callIds.add(id);
    return id === call.id ? call : { ...call, id };
  });
  const isSame = toolCalls.every((call, at) => call === answer.message.toolCalls[at]);
  return isSame ? answer : { ...answer, message: { ...answer.message, toolCalls } };
}

function withoutExcess(message: AssistantMessage): AssistantMessage {
  if (message.toolCalls.every((call) => call.arguments.length <= MAX_ARGUMENT_CHARACTERS)) return message;
  const toolCalls = message.toolCalls.map((call) =>
    call.arguments.length <= MAX_ARGUMENT_CHARACTERS
      ? call
      : { ...call, arguments: notices.argumentsLeftOut(call.arguments.length) },
  );
  return { ...message, toolCalls };
}
