import { Fault } from '../errors.ts';

/** Asks the model once and waits for its whole answer. Throws `ModelFault` when there is none; retrying is the adapter's business. */
export type AskModel = (request: ModelRequest, patience: Patience, signal: AbortSignal) => Promise<ModelAnswer>;

export type ModelRequest = {
  readonly messages: readonly Message[];
  readonly tools: readonly ToolDefinition[];
  /** Less than the model's own limit, where only so much may be spent. */
  readonly maxOutputTokens?: number;
};

/** How long a provider that is overloaded, or asks to be left alone, is waited for. */
export type Patience = {
  /** Altogether, in milliseconds. A provider that asks for more than is left is not waited for. */
  readonly maxWaitMs: number;
  /** Told before each wait. */
  readonly onWait: (wait: Wait) => void;
  /** Asked before a try is repeated that may have been billed; `spent` is what all tries so far have cost. */
  readonly maySpendAgain?: (spent: Usage, isEstimate: boolean) => boolean;
};

export type Wait = { readonly why: string; readonly waitMs: number };

export type Message =
  | { readonly role: 'system'; readonly text: string }
  | { readonly role: 'user'; readonly text: string }
  | AssistantMessage
  | { readonly role: 'tool'; readonly callId: string; readonly text: string };

export type AssistantMessage = {
  readonly role: 'assistant';
  readonly text: string;
  readonly toolCalls: readonly ToolCall[];
  /** What must be sent back as it came and nobody but the adapter understands, such as `reasoning_content`. */
  readonly extras: Readonly<Record<string, unknown>>;
};

export type ToolCall = {
  readonly id: string;
  readonly name: string;
  /** The arguments as the model wrote them: perhaps not JSON. */
  readonly arguments: string;
};

export type ToolDefinition = {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the arguments object. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /**
   * Where the wire can carry it, the tool is offered as one that takes plain text in this Lark grammar. The text arrives as
   * the one argument named `parameter`, so that a tool never knows the difference.
   */
  readonly freeform?: { readonly parameter: string; readonly grammar: string };
};

export type ModelAnswer = {
  readonly message: AssistantMessage;
  /** What the model let us see of its thoughts; empty where it shows none. */
  readonly reasoning: string;
  /** `length`: the answer was cut by the output limit; its tool calls must not be executed. */
  readonly finish: 'complete' | 'length' | 'refused';
  /** Of all tries that were billed. */
  readonly usage: Usage;
  /** Whether some of `usage` is our estimate, because the provider did not say. */
  readonly isEstimate?: boolean;
  /** What the adapter put right in the answer, in words for the record: tool calls found in its text, and the like. */
  readonly repairs: readonly string[];
};

export type Usage = {
  readonly inputTokens: number;
  /** The part of `inputTokens` that the provider served from its cache. */
  readonly cachedInputTokens: number;
  readonly outputTokens: number;
  /** `null` when the model's price is not known. */
  readonly costUsd: number | null;
};

/** Why the model gave no answer. */
export type ModelFaultKind =
  | 'refused-key'
  | 'unknown-model'
  | 'rate-limited'
  | 'unavailable'
  | 'context-overflow'
  | 'bad-request'
  | 'nonsense'
  /** The cap on spending would not hold. */
  | 'over-budget';

export class ModelFault extends Fault {
  override readonly name = 'ModelFault';
  readonly kind: ModelFaultKind;
  /** What the tries that came to nothing were billed, as far as is known or can be estimated. */
  readonly usage: Usage | null;
  /** Whether some of `usage` is our estimate. */
  readonly isEstimate: boolean;

  constructor(
    kind: ModelFaultKind,
    message: string,
    options: {
      readonly cause?: unknown;
      readonly nextAction?: string;
      readonly usage?: Usage | null;
      readonly isEstimate?: boolean;
    } = {},
  ) {
    super(message, options);
    this.kind = kind;
    this.usage = options.usage ?? null;
    this.isEstimate = options.isEstimate ?? false;
  }
}
