import type { Usage, Wait } from '../model/ask-model.ts';
import type { PlanStep } from '../tools/plan.ts';
import type { Proposal } from '../tools/proposal/proposal.ts';

/** Limits of one attempt; the first that leaves no room for another step ends it. The last turn after that is within them too. */
export type Budget = {
  readonly steps: number;
  /** Input and output together, as billed. */
  readonly tokens: number;
  /** Ignored while the model's price is unknown. */
  readonly costUsd: number;
  readonly minutes: number;
};

/** What an attempt is to bring: a change, or a plan for people to approve of before anything is changed. */
export type Goal = 'change' | 'proposal';

/** Why the agent stopped. */
export const stopReasons = [
  'finished',
  'step-limit',
  'token-limit',
  'cost-limit',
  'time-limit',
  /** The conversation no longer fits the model, however it is shortened. */
  'context-limit',
  'stuck',
  'no-tool-calls',
  'malformed-calls',
  /** The model, or a filter in front of it, would not go on. */
  'refused',
  'cancelled',
] as const;

export type StopReason = (typeof stopReasons)[number];

/** What the model said when it finished; quoted in reports, never taken for fact. */
export type Finish = {
  readonly outcome: 'fixed' | 'no-change-needed' | 'blocked' | 'needs-info';
  readonly summary: string;
  readonly rootCause: string | null;
  /** How the problem can be seen, and seen to be gone. */
  readonly repro: { readonly command: string; readonly expectBefore: string; readonly expectAfter: string } | null;
  /** Commands that test the change. */
  readonly tests: readonly string[];
  readonly risks: readonly string[];
  /** What was left undone or could not be verified. */
  readonly limits: readonly string[];
  /** To what it was asked by name, such as `T1`; each name once. */
  readonly replies: readonly { readonly to: string; readonly text: string }[];
};

export type Attempt = {
  readonly stop: StopReason;
  /** Left out: it brought none, or none was asked for. */
  readonly proposal?: Proposal;
  /** What it said when it finished; at a limit, what it said in its last turn. `null`: nothing. */
  readonly finish: Finish | null;
  /** Objections to the change that the agent was told of and finished in spite of, one sentence each. */
  readonly unresolved: readonly string[];
  readonly steps: number;
  readonly usage: Usage;
  /** How often the conversation was shortened. */
  readonly shrinks: number;
  readonly durationMs: number;
};

/** What the agent did, as it did it. In this order they are its trajectory. */
export type AgentEvent =
  | {
      readonly type: 'message';
      readonly role: 'system' | 'user';
      /** `notice`: from the loop. `maintainer`: said during the run. `guidance`: a folder's own file for agents. */
      readonly from: 'prompt' | 'notice' | 'maintainer' | 'guidance' | 'summary';
      readonly text: string;
    }
  | {
      readonly type: 'answer';
      readonly step: number;
      readonly text: string;
      /** What the model let us see of its thoughts; empty where it shows none. */
      readonly reasoning: string;
      readonly toolCalls: readonly { readonly id: string; readonly name: string; readonly arguments: string }[];
      readonly finish: 'complete' | 'length' | 'refused';
      readonly repairs: readonly string[];
      readonly usage: Usage;
      readonly durationMs: number;
    }
  | {
      readonly type: 'observation';
      readonly step: number;
      readonly callId: string;
      readonly tool: string;
      readonly text: string;
      readonly isError: boolean;
      /** What was put right in the arguments before they were understood. */
      readonly repairs: readonly string[];
      readonly durationMs: number;
    }
  /** A digest of the tree after a step that may have changed it; `null` when it could not be had. */
  | { readonly type: 'tree'; readonly step: number; readonly digest: string | null }
  | ({ readonly type: 'waiting' } & Wait)
  | { readonly type: 'plan'; readonly step: number; readonly plan: readonly PlanStep[] }
  | {
      readonly type: 'shrunk';
      readonly how: 'masked' | 'summarised';
      /** Estimates, in tokens. */
      readonly before: number;
      readonly after: number;
      /** What a summary was billed, where one was asked for. */
      readonly usage?: Usage;
    };
