import type { Message, ToolDefinition, Usage } from '../model/ask-model.ts';
import { defineForModel } from '../tools/define-for-model.ts';
import { hashTree } from '../tools/hash-tree.ts';
import { openToolset, type Toolset } from '../tools/open-toolset.ts';
import type { PlanStep } from '../tools/plan.ts';
import type { Proposal } from '../tools/proposal/proposal.ts';
import type { Tool } from '../tools/tool.ts';
import type { Budget, Finish } from './attempt.ts';
import { type Conversation, openConversation } from './context/conversation.ts';
import { openWall, type Wall } from './control/open-wall.ts';
import { repairConversation } from './control/repair-conversation.ts';
import { watchEdits } from './control/watch-edits.ts';
import { watchIdleness } from './control/watch-idleness.ts';
import { watchRepeats } from './control/watch-repeats.ts';
import { type RunWatch, watchRuns } from './control/watch-runs.ts';
import { type TreeWatch, watchTree } from './control/watch-tree.ts';
import { watchWords } from './control/watch-words.ts';
import type { GuidanceFile } from './prompt/prompt-facts.ts';
import { readFinish } from './read-finish.ts';
import type { SolveDeps } from './solver.ts';

/** What has happened in an attempt so far. The conversation is the whole memory of the model. */
export type Course = {
  readonly deps: SolveDeps;
  readonly budget: Budget;
  readonly wall: Wall;
  readonly startedAt: number;
  readonly toolset: Toolset;
  readonly tools: readonly Tool[];
  readonly definitions: readonly ToolDefinition[];
  readonly conversation: Conversation;
  readonly watches: Watches;
  /** Limits the model has been told are near, with the share of which it was told. */
  readonly warned: Set<string>;
  readonly untoldGuidance: Set<GuidanceFile>;
  readonly callIds: Set<string>;
  readonly changedFiles: Set<string>;
  plan: readonly PlanStep[];
  steps: number;
  usage: Usage;
  /** What the last step was billed. */
  lastUsage: Usage | null;
  shrinks: number;
  silentSteps: number;
  refusedSteps: number;
  malformedSteps: number;
  /** Nothing but a finish is carried out any more. */
  isLastTurn: boolean;
  finish: Finish | null;
  proposal: Proposal | null;
  unresolved: readonly string[];
};

type Watches = {
  readonly tree: TreeWatch;
  readonly runs: RunWatch;
  readonly repeats: ReturnType<typeof watchRepeats>;
  readonly idleness: ReturnType<typeof watchIdleness>;
  readonly edits: ReturnType<typeof watchEdits>;
  readonly words: ReturnType<typeof watchWords>;
};

export function beginCourse(deps: SolveDeps, prompt: readonly Message[], budget: Budget): Course {
  const onProposal = (proposal: Proposal) => {
    course.proposal = proposal;
  };
  const toolset = openToolset({
    editStyle: deps.model.editStyle,
    onPlan: (plan) => {
      course.plan = plan;
      deps.record({ type: 'plan', step: course.steps, plan });
    },
    onFinish: (said, unresolved) => {
      course.finish = readFinish(said);
      course.unresolved = unresolved;
    },
    wasRunSinceChange: () => course.watches.runs.wasRunSinceChange,
    objectTo: deps.objectTo,
    isLastCall: () => course.isLastTurn,
    ...(wantsProposal(deps) ? { onProposal } : {}),
  });
  const definitions = toolset.tools.map(defineForModel);
  const { contextWindow, maxOutputTokens } = deps.model;
  const course: Course = {
    deps,
    budget,
    wall: openWall(budget),
    startedAt: deps.now(),
    toolset,
    tools: toolset.tools,
    definitions,
    conversation: openConversation(repairConversation(prompt), {
      contextWindow,
      maxOutputTokens,
      tools: definitions,
      facts: () => ({
        plan: course.plan,
        changedFiles: [...course.changedFiles],
        lastCommand: course.watches.runs.lastCommand,
      }),
    }),
    watches: {
      tree: watchTree((signal) => hashTree(deps.workspace, signal)),
      runs: watchRuns(),
      repeats: watchRepeats(),
      idleness: wantsProposal(deps) ? () => [] : watchIdleness(),
      edits: watchEdits(),
      words: watchWords(),
    },
    warned: new Set(),
    untoldGuidance: new Set(deps.nestedGuidance),
    callIds: new Set(prompt.flatMap((one) => (one.role === 'assistant' ? one.toolCalls.map(({ id }) => id) : []))),
    changedFiles: new Set(),
    plan: [],
    steps: 0,
    usage: { inputTokens: 0, cachedInputTokens: 0, outputTokens: 0, costUsd: 0 },
    lastUsage: null,
    shrinks: 0,
    silentSteps: 0,
    refusedSteps: 0,
    malformedSteps: 0,
    isLastTurn: false,
    finish: null,
    proposal: null,
    unresolved: [],
  };
  for (const message of prompt) {
    if (message.role === 'system' || message.role === 'user')
      deps.record({ type: 'message', from: 'prompt', ...message });
  }
  return course;
}

export function hasFinished({ finish, proposal }: Course): boolean {
  return finish !== null || proposal !== null;
}

export function wantsProposal({ goal }: SolveDeps): boolean {
  return goal === 'proposal';
}
