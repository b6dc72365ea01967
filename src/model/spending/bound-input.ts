import type { Message, ModelRequest } from '../ask-model.ts';

/** A request whose length the provider has told. */
export type Told = {
  readonly messages: ReadonlySet<Message>;
  readonly tools: ModelRequest['tools'];
  readonly inputTokens: number;
};

/** What a chat template puts around a message or a call, at most, its id included. */
const TOKENS_AROUND_PART = 64;
/** What providers put before a conversation on their own, at most: how to call tools, and the like. */
const TOKENS_AROUND = 1_000;

/**
 * The most input tokens a request can be billed as. A token of any tokenizer in use stands for at least one byte of UTF-8, so
 * a text has no more tokens than bytes. That is about four times too much, so what the provider has counted before is taken
 * as counted: messages are tokenized one by one, and only the new ones are bounded by their bytes.
 */
export function boundInput(request: ModelRequest, told: Told | null, sizeOf: (message: Message) => number): number {
  const sum = (messages: readonly Message[]) => messages.reduce((total, message) => total + sizeOf(message), 0);
  const fresh = request.messages.filter((message) => told === null || !told.messages.has(message));
  if (told === null || fresh.length === request.messages.length)
    return TOKENS_AROUND + byteLength(request.tools) + sum(request.messages);
  return told.inputTokens + (told.tools === request.tools ? 0 : byteLength(request.tools)) + sum(fresh);
}

/** Remembers what it has measured, for a conversation is measured again with every step. */
export function openSizes(): (message: Message) => number {
  const sizes = new WeakMap<Message, number>();
  return (message) => {
    const size = sizes.get(message) ?? measure(message);
    sizes.set(message, size);
    return size;
  };
}

function measure(message: Message): number {
  const words = Buffer.byteLength(message.text) + TOKENS_AROUND_PART;
  if (message.role !== 'assistant') return words;
  const calls = message.toolCalls.map(
    ({ name, arguments: given }) => Buffer.byteLength(name + given) + TOKENS_AROUND_PART,
  );
  return calls.reduce((sum, call) => sum + call, words + byteLength(message.extras));
}

function byteLength(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
