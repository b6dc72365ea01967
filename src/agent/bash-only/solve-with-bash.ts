import { Fault } from '../../errors.ts';
import { addUsage } from '../../model/add-usage.ts';
import { type Message, type ModelAnswer, ModelFault, type ToolCall, type Usage } from '../../model/ask-model.ts';
import { SandboxFault } from '../../sandbox/sandbox.ts';
import { untilAborted } from '../../until-aborted.ts';
import type { Attempt, Budget, StopReason } from '../attempt.ts';
import type { SolveDeps } from '../solver.ts';
import { bashTool, readCommand } from './bash-tool.ts';
import { limitReached } from './limit-reached.ts';
import { type CommandEnd, runCommand } from './run-command.ts';

const MAX_MISTAKES_IN_A_ROW = 3;
/** A longer timer fires at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

type Course = {
  readonly deps: SolveDeps;
  readonly messages: Message[];
  readonly startedAt: number;
  steps: number;
  usage: Usage;
  /** Answers in a row that held nothing to run. */
  mistakes: number;
  submission: string | null;
};

/** Ask, run, append, until the marker is printed or a limit is reached. Ends like `solve`: the same stop reasons and faults. */
export async function solveWithBash(
  deps: SolveDeps,
  prompt: readonly Message[],
  budget: Budget,
  signal: AbortSignal,
): Promise<Attempt> {
  const deadline = AbortSignal.timeout(Math.min(Math.ceil(budget.minutes * 60_000), MAX_TIMER_MS));
  const course = begin(deps, prompt);
  const stop = await work(course, budget, AbortSignal.any([signal, deadline])).catch((error: unknown) => {
    if (signal.aborted && signal.reason instanceof Fault) throw signal.reason;
    if (signal.aborted) return 'cancelled' as const;
    if (deadline.aborted) return 'time-limit' as const;
    return stopOf(error);
  });
  const { steps, usage, submission } = course;
  const nothing = { rootCause: null, repro: null, tests: [], risks: [], limits: [], replies: [] };
  const finish = submission === null ? null : { outcome: 'fixed' as const, summary: submission, ...nothing };
  return { stop, finish, unresolved: [], steps, usage, shrinks: 0, durationMs: deps.now() - course.startedAt };
}

function begin(deps: SolveDeps, prompt: readonly Message[]): Course {
  for (const message of prompt) {
    if (message.role === 'system' || message.role === 'user')
      deps.record({ type: 'message', from: 'prompt', ...message });
  }
  const usage = { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, costUsd: 0 };
  return { deps, messages: [...prompt], startedAt: deps.now(), steps: 0, usage, mistakes: 0, submission: null };
}

async function work(course: Course, budget: Budget, signal: AbortSignal): Promise<StopReason> {
  for (;;) {
    const minutes = (course.deps.now() - course.startedAt) / 60_000;
    const limit = limitReached({ ...course, minutes }, budget);
    if (limit !== null) return limit;
    const answer = await ask(course, (budget.minutes - minutes) * 60_000, signal);
    const stop = await act(course, answer, signal);
    if (stop !== null) return stop;
  }
}

async function ask(course: Course, maxWaitMs: number, signal: AbortSignal): Promise<ModelAnswer> {
  const { deps, messages } = course;
  const startedAt = deps.now();
  const request = { messages, tools: [bashTool] };
  const patience = { maxWaitMs, onWait: (wait: Wait) => deps.record({ type: 'waiting', ...wait }) };
  const asked = deps.askModel(request, patience, signal).catch((error: unknown) => {
    if (error instanceof ModelFault && error.usage !== null) course.usage = addUsage(course.usage, error.usage);
    throw error;
  });
  const answer = await untilAborted(asked, signal);
  const { message, reasoning, finish, usage, repairs } = answer;
  course.steps += 1;
  course.usage = addUsage(course.usage, usage);
  messages.push(message);
  const { text, toolCalls } = message;
  const facts = { step: course.steps, text, reasoning, toolCalls, finish, repairs, usage };
  deps.record({ type: 'answer', ...facts, durationMs: deps.now() - startedAt });
  return answer;
}

async function act(course: Course, answer: ModelAnswer, signal: AbortSignal): Promise<StopReason | null> {
  const { toolCalls } = answer.message;
  const isCut = answer.finish === 'length';
  let hasRun = false;
  for (const call of toolCalls) {
    const command = isCut ? null : readCommand(call);
    const { submission } = await carryOut(course, { call, command, isCut }, signal);
    if (submission !== null) {
      course.submission = submission;
      return 'finished';
    }
    hasRun ||= command !== null;
  }
  if (toolCalls.length === 0) tell(course, isCut ? answerWasCut : callBash);
  course.mistakes = hasRun ? 0 : course.mistakes + 1;
  if (course.mistakes < MAX_MISTAKES_IN_A_ROW) return null;
  if (toolCalls.length > 0) return 'malformed-calls';
  return answer.finish === 'refused' ? 'refused' : 'no-tool-calls';
}

type Asked = { readonly call: ToolCall; readonly command: string | null; readonly isCut: boolean };

async function carryOut(course: Course, { call, command, isCut }: Asked, signal: AbortSignal): Promise<CommandEnd> {
  const startedAt = course.deps.now();
  const observe = (end: CommandEnd) => {
    const { deps, messages, steps: step } = course;
    const { text, isError } = end;
    messages.push({ role: 'tool', callId: call.id, text });
    const durationMs = deps.now() - startedAt;
    deps.record({
      type: 'observation',
      step,
      callId: call.id,
      tool: call.name,
      text,
      isError,
      repairs: [],
      durationMs,
    });
    return end;
  };
  if (command === null) return observe(mistake(isCut ? answerWasCut : callBash));
  try {
    return observe(await untilAborted(run(course, command, signal), signal));
  } catch (error) {
    observe(mistake('Interrupted: the attempt ended while this was running.'));
    throw error;
  }
}

/** What a sound box refuses, such as a command with a NUL in it, is the model's to put right. */
async function run({ deps }: Course, command: string, signal: AbortSignal): Promise<CommandEnd> {
  try {
    return await runCommand(deps.workspace, command, signal);
  } catch (error) {
    const isRefusal = error instanceof SandboxFault && (error.code === 'refused' || error.code === 'invalid');
    if (!isRefusal) throw error;
    return mistake(`The command could not be run: ${error.message}`);
  }
}

type Wait = { readonly why: string; readonly waitMs: number };

/** The history is never shortened, so a full window is the end. */
function stopOf(error: unknown): StopReason {
  if (error instanceof ModelFault && error.kind === 'context-overflow') return 'context-limit';
  if (error instanceof ModelFault && error.kind === 'over-budget') return 'cost-limit';
  throw error;
}

function mistake(text: string): CommandEnd {
  return { text, isError: true, submission: null };
}

function tell(course: Course, text: string): void {
  course.messages.push({ role: 'user', text });
  course.deps.record({ type: 'message', role: 'user', from: 'notice', text });
}

const callBash =
  'Nothing was run. Every answer needs a call of the tool `bash` with arguments such as {"command": "ls"}. If the work is done, hand it in as the first message says.';
const answerWasCut =
  'Nothing was run: the answer was cut at the limit of output. Think and write less, and send one short call.';
