import type { AskModel, Message, ToolDefinition, Usage } from '../model/ask-model.ts';
import type { Workspace } from '../sandbox/sandbox.ts';
import { defineForModel } from '../tools/define-for-model.ts';
import { type FinishInput, finishTool } from '../tools/finish.ts';
import type { Tool } from '../tools/tool.ts';
import type { AgentEvent, Finish, StopReason } from './attempt.ts';

export type SolveDeps = {
  readonly askModel: AskModel;
  /** What the model may use. `finish` is added to it, because a loop needs an end and every attempt its own. */
  readonly tools: readonly Tool[];
  readonly workspace: Workspace;
  readonly record: (event: AgentEvent) => void;
  /** Milliseconds; only differences count. */
  readonly now: () => number;
};

/** What has happened in an attempt so far. The messages are the whole memory of the model. */
export type Course = {
  readonly deps: SolveDeps;
  readonly tools: readonly Tool[];
  readonly definitions: readonly ToolDefinition[];
  readonly startedAt: number;
  readonly messages: Message[];
  /** How often each call was repeated. */
  readonly seen: Map<string, number>;
  /** The limits the model has been warned of. */
  readonly warned: Set<StopReason>;
  steps: number;
  usage: Usage;
  silentSteps: number;
  malformedSteps: number;
  finish: Finish | null;
};

export function beginCourse(deps: SolveDeps, prompt: readonly Message[]): Course {
  const finish = finishTool(({ outcome, summary }) => {
    course.finish = { outcome: OUTCOMES[outcome], summary };
  });
  const tools = [...deps.tools, finish];
  const course: Course = {
    deps,
    tools,
    definitions: tools.map(defineForModel),
    startedAt: deps.now(),
    messages: [...prompt],
    seen: new Map(),
    warned: new Set(),
    steps: 0,
    usage: { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, costUsd: 0 },
    silentSteps: 0,
    malformedSteps: 0,
    finish: null,
  };
  for (const message of prompt) {
    if (message.role === 'system' || message.role === 'user') deps.record({ type: 'message', ...message });
  }
  return course;
}

/** A word from us to the model. */
export function tell(course: Course, text: string): void {
  course.messages.push({ role: 'user', text });
  course.deps.record({ type: 'message', role: 'user', text });
}

const OUTCOMES = {
  fixed: 'fixed',
  no_change_needed: 'no-change-needed',
  blocked: 'blocked',
  needs_info: 'needs-info',
} as const satisfies Record<FinishInput['outcome'], Finish['outcome']>;
