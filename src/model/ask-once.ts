import type { OpenAI } from 'openai';
import type { ModelAnswer, ModelRequest, Usage } from './ask-model.ts';
import { bill, type TokenCounts } from './bill.ts';
import { chatEvents } from './chat-events.ts';
import { addChunk, closeDraft, type Draft, emptyDraft, UnusableAnswer } from './draft-answer.ts';
import { explainFailure, type Failure } from './explain-failure.ts';
import type { Price } from './find-price.ts';
import { type DeadlineSettings, type Deadlines, startDeadlines } from './start-deadlines.ts';
import { toChatRequest } from './to-chat-request.ts';

/** How one try ended; `usage` is what is known to have been billed for it. */
export type Reply =
  | ({ readonly kind: 'answer' } & ModelAnswer)
  | { readonly kind: 'failure'; readonly failure: Failure; readonly usage: Usage | null };

export type AskOnceSettings = DeadlineSettings & {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly model: string;
  readonly maxOutputTokens?: number;
  readonly price: Price | null;
};

/**
 * One try, read to its end. Rejects only when `signal` is aborted. Where the provider tells no usage, an answer's is
 * estimated at four characters a token, so that a budget counts something.
 */
export async function askOnce(
  client: OpenAI,
  settings: AskOnceSettings,
  request: ModelRequest,
  signal: AbortSignal,
): Promise<Reply> {
  using deadlines = startDeadlines(settings, signal);
  const draft = emptyDraft();
  const error = await read(draft, client, toChatRequest(settings, request), deadlines);
  signal.throwIfAborted();
  if (draft.finishReason !== null && draft.finishReason !== 'error') {
    const usage = bill(draft.tokens ?? estimateTokens(request, draft), settings.price);
    return { kind: 'answer', ...closeDraft(draft, `call_${request.messages.length}_`), reasoning: '', usage, repairs: [] };
  }
  const failure = explainFailure(error ?? unfinished(draft), settings);
  return { kind: 'failure', failure, usage: draft.tokens && bill(draft.tokens, settings.price) };
}

/** What stopped the reading, or `null`. Once a finish reason has come, what breaks later does not matter. */
async function read(
  draft: Draft,
  client: OpenAI,
  body: OpenAI.ChatCompletionCreateParamsStreaming,
  deadlines: Deadlines,
): Promise<unknown> {
  try {
    for await (const event of chatEvents(client, body, deadlines)) addChunk(draft, event);
  } catch (error) {
    return deadlines.signal.aborted ? deadlines.signal.reason : error;
  }
  // The package ends the iteration without an error when the transport was aborted.
  return deadlines.signal.aborted ? deadlines.signal.reason : null;
}

function unfinished(draft: Draft): Error {
  if (draft.choicesSeen === 0) return new UnusableAnswer('the answer has no content');
  return new Error('the stream ended in the middle of the answer');
}

function estimateTokens(request: ModelRequest, draft: Draft): TokenCounts {
  const inputTokens = Math.ceil(JSON.stringify(request).length / 4);
  return { inputTokens, cachedInputTokens: 0, outputTokens: Math.ceil(draft.characters / 4) };
}
