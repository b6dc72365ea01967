import type { Message, ModelRequest } from '../ask-model.ts';

/** A request whose length the provider has told. */
export type Told = { readonly messages: ReadonlySet<Message>; readonly inputTokens: number };

/** What a chat template puts around a message, at most. */
const TOKENS_PER_MESSAGE = 16;
/** What providers put before a conversation on their own, at most: how to call tools, and the like. */
const TOKENS_AROUND = 1_000;

/**
 * The most input tokens a request can be billed as. A token of any tokenizer in use stands for at least one byte of UTF-8, so a text
 * has no more tokens than bytes; its JSON has more bytes still. That is about four times too much, so what the provider has
 * counted before is taken as counted: messages are tokenized one by one, and only the new ones are bounded by their bytes.
 */
export function boundInput(request: ModelRequest, told: Told | null, sizeOf: (message: Message) => number): number {
  const isNew = (message: Message) => told === null || !told.messages.has(message);
  const fresh = request.messages.filter(isNew).reduce((sum, message) => sum + sizeOf(message), 0);
  if (told !== null && fresh > 0 && request.messages.every(isNew)) return boundInput(request, null, sizeOf);
  return (told?.inputTokens ?? TOKENS_AROUND + byteLength(request.tools)) + fresh;
}

/** Remembers what it has measured, for a conversation is measured again with every step. */
export function openSizes(): (message: Message) => number {
  const sizes = new WeakMap<Message, number>();
  return (message) => {
    const size = sizes.get(message) ?? byteLength(message) + TOKENS_PER_MESSAGE;
    sizes.set(message, size);
    return size;
  };
}

function byteLength(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
