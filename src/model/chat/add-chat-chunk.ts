import { APIError } from 'openai';
import type { ModelAnswer } from '../ask-model.ts';
import type { TokenCounts } from '../bill.ts';
import { beginCall, countCharacters, type Draft, type DraftCall, UnusableAnswer } from '../draft-answer.ts';
import { type ChatDelta, type ChatUsage, chatChunk, type ToolCallDelta } from './chat-chunk.ts';
import { echoedFields } from './echoed-fields.ts';

/** Adds one event of a streamed chat completion. Throws `UnusableAnswer` when it is not one. */
export function addChatChunk(draft: Draft, event: unknown): void {
  const chunk = chatChunk.safeParse(event);
  if (!chunk.success) throw new UnusableAnswer('an event is not a chat completion chunk', { cause: chunk.error });
  if (chunk.data.usage) draft.tokens = countTokens(chunk.data.usage);
  const [choice] = chunk.data.choices;
  if (choice === undefined) return;
  draft.hasBegun = true;
  if (choice.delta !== null) addDelta(draft, choice.delta);
  draft.finish = finishOf(choice.finishReason) ?? draft.finish;
}

/** What DeepSeek and OpenRouter say of an answer that they broke off. */
const BROKEN_OFF: ReadonlySet<string | null> = new Set([null, 'error', 'insufficient_system_resource']);

/** `null`: not finished, or not by the model. */
function finishOf(reason: string | null): ModelAnswer['finish'] | null {
  if (reason === 'model_context_window_exceeded') throw overflow();
  if (BROKEN_OFF.has(reason)) return null;
  if (reason === 'length') return 'length';
  return reason === 'content_filter' ? 'refused' : 'complete';
}

/** Z.ai says so in a successful answer. */
function overflow(): APIError {
  const error = { code: 'context_length_exceeded', message: 'the answer stopped at the end of the context window' };
  return new APIError(undefined, error, undefined, undefined);
}

function countTokens(usage: ChatUsage): TokenCounts {
  const { prompt_tokens: inputTokens, prompt_tokens_details: details } = usage;
  const cached = details?.cached_tokens ?? usage.prompt_cache_hit_tokens ?? 0;
  return {
    inputTokens,
    cachedInputTokens: Math.min(cached, inputTokens),
    cacheWriteTokens: details?.cache_write_tokens ?? 0,
    // xAI and Gemini leave the thoughts, which they bill, out of `completion_tokens`.
    outputTokens: Math.max(usage.completion_tokens, (usage.total_tokens ?? 0) - inputTokens),
  };
}

function addDelta(draft: Draft, delta: ChatDelta): void {
  if (delta.refusal) draft.refuses = true;
  const text = `${delta.content ?? ''}${delta.refusal ?? ''}`;
  draft.text += text;
  countCharacters(draft, text.length);
  for (const part of delta.tool_calls ?? []) addCall(draft, part);
  for (const field of echoedFields) addExtra(draft, field, delta[field]);
  // Some servers say the same in both fields.
  draft.reasoning += stringOr(delta['reasoning_content'], stringOr(delta['reasoning'], ''));
}

function stringOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' && value !== '' ? value : otherwise;
}

function addExtra(draft: Draft, field: string, value: unknown): void {
  const before = draft.extras[field];
  if (typeof value === 'string' && value !== '') {
    draft.extras[field] = (typeof before === 'string' ? before : '') + value;
    countCharacters(draft, value.length);
  }
  if (Array.isArray(value) && value.length > 0) {
    const list = Array.isArray(before) ? before : [];
    for (const item of value) list.push(item);
    draft.extras[field] = list;
    countCharacters(draft, JSON.stringify(value).length);
  }
}

function addCall(draft: Draft, part: ToolCallDelta): void {
  const written = part.function?.arguments ?? '';
  const text = typeof written === 'string' ? written : JSON.stringify(written);
  const name = part.function?.name ?? '';
  const call = openCall(draft.calls, part) ?? beginCall(draft, part.index ?? null);
  call.id ||= part.id ?? '';
  call.name ||= name;
  call.arguments += text;
  countCharacters(draft, text.length + name.length);
}

/** The call a fragment continues. Some servers number every call 0 and only change the id; some send no number at all. */
function openCall(calls: readonly DraftCall[], part: ToolCallDelta): DraftCall | undefined {
  const isNumbered = typeof part.index === 'number';
  const open = isNumbered ? calls.findLast(({ index }) => index === part.index) : calls.at(-1);
  if (open === undefined) return undefined;
  if (part.id) return part.id === open.id || open.id === '' ? open : undefined;
  return !isNumbered && part.function?.name ? undefined : open;
}
