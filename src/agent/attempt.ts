import type { Usage } from '../model/ask-model.ts';

/** Limits of one attempt; the first that is reached ends it. */
export type Budget = {
  readonly steps: number;
  /** Input and output together, as billed. */
  readonly tokens: number;
  /** Ignored while the model's price is unknown. */
  readonly costUsd: number;
  readonly minutes: number;
};

/** Why the agent stopped. */
export type StopReason =
  | 'finished'
  | 'step-limit'
  | 'token-limit'
  | 'cost-limit'
  | 'time-limit'
  | 'stuck'
  | 'no-tool-calls'
  | 'malformed-calls'
  | 'cancelled';

/** What the model said when it finished; quoted in reports, never taken for fact. */
export type Finish = {
  readonly outcome: 'fixed' | 'no-change-needed' | 'blocked' | 'needs-info';
  readonly summary: string;
};

export type Attempt = {
  readonly stop: StopReason;
  /** `null` unless `stop` is `finished`. */
  readonly finish: Finish | null;
  readonly steps: number;
  readonly usage: Usage;
  readonly durationMs: number;
};

/** What the agent did, as it did it. */
export type AgentEvent =
  | { readonly type: 'message'; readonly role: 'system' | 'user'; readonly text: string }
  | {
      readonly type: 'answer';
      readonly step: number;
      readonly text: string;
      readonly toolCalls: readonly { readonly id: string; readonly name: string; readonly arguments: string }[];
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
      readonly durationMs: number;
    };
