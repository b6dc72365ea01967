import type { Message, ToolDefinition, Usage } from '../model/ask-model.ts';
import { defineForModel } from '../tools/define-for-model.ts';
import type { FinishInput } from '../tools/finish.ts';
import { openToolset, type Toolset } from '../tools/open-toolset.ts';
import type { Tool } from '../tools/tool.ts';
import type { Finish, StopReason } from './attempt.ts';
import type { SolveDeps } from './solver.ts';

/** What has happened in an attempt so far. The messages are the whole memory of the model. */
export type Course = {
  readonly deps: SolveDeps;
  readonly toolset: Toolset;
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
  unresolved: readonly string[];
};

export function beginCourse(deps: SolveDeps, prompt: readonly Message[]): Course {
  const toolset = openToolset({
    editStyle: deps.model.editStyle,
    onPlan: (plan) => deps.record({ type: 'plan', step: course.steps, plan }),
    onFinish: ({ outcome, summary }, unresolved) => {
      const nothing = { rootCause: null, repro: null, tests: [], risks: [], limits: [] };
      course.finish = { outcome: OUTCOMES[outcome], summary, ...nothing };
      course.unresolved = unresolved;
    },
    wasRunSinceChange: () => true,
    objectTo: deps.objectTo,
  });
  const { tools } = toolset;
  const course: Course = {
    deps,
    toolset,
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
    unresolved: [],
  };
  for (const message of prompt) {
    if (message.role === 'system' || message.role === 'user')
      deps.record({ type: 'message', from: 'prompt', ...message });
  }
  return course;
}

/** A word from us to the model. */
export function tell(course: Course, text: string): void {
  course.messages.push({ role: 'user', text });
  course.deps.record({ type: 'message', role: 'user', from: 'notice', text });
}

const OUTCOMES = {
  fixed: 'fixed',
  no_change_needed: 'no-change-needed',
  blocked: 'blocked',
  needs_info: 'needs-info',
} as const satisfies Record<FinishInput['outcome'], Finish['outcome']>;
