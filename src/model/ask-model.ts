import { Fault } from '../errors.ts';

/** Asks the model once and waits for its whole answer. Throws `ModelFault` when there is none; retrying is the adapter's business. */
export type AskModel = (request: ModelRequest, signal: AbortSignal) => Promise<ModelAnswer>;

export type ModelRequest = {
  readonly messages: readonly Message[];
  readonly tools: readonly ToolDefinition[];
};

export type Message =
  | { readonly role: 'system'; readonly text: string }
  | { readonly role: 'user'; readonly text: string }
  | AssistantMessage
  | { readonly role: 'tool'; readonly callId: string; readonly text: string };

export type AssistantMessage = {
  readonly role: 'assistant';
  readonly text: string;
  readonly toolCalls: readonly ToolCall[];
  /** Provider fields that must be sent back as they came, such as `reasoning_content`. */
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
};

export type ModelAnswer = {
  readonly message: AssistantMessage;
  /** `length`: the answer was cut by the output limit; its tool calls must not be executed. */
  readonly finish: 'complete' | 'length' | 'refused';
  readonly usage: Usage;
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
  | 'nonsense';

export class ModelFault extends Fault {
  override readonly name = 'ModelFault';
  readonly kind: ModelFaultKind;

  constructor(
    kind: ModelFaultKind,
    message: string,
    options: { readonly cause?: unknown; readonly nextAction?: string } = {},
  ) {
    super(message, options);
    this.kind = kind;
  }
}
