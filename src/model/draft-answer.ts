import type { ModelAnswer, ToolCall } from './ask-model.ts';
import type { TokenCounts } from './bill.ts';
import { type ChatDelta, type ChatUsage, chatChunk, type ToolCallDelta } from './chat-chunk.ts';

/** More than any model can say in one answer; a server that sends more is not one. */
const MAX_ANSWER_CHARACTERS = 2_000_000;
const MAX_CALLS = 256;
/** What a call costs beside its name and arguments, so that an empty one is not free. */
const CHARACTERS_PER_CALL = 16;

/** An answer under construction. */
export type Draft = {
  text: string;
  readonly calls: DraftCall[];
  readonly extras: Record<string, string | unknown[]>;
  /** `null` until the provider has said why it stopped: a stream that merely ends was cut. */
  finishReason: string | null;
  tokens: TokenCounts | null;
  /** How much the model wrote, thoughts included. */
  characters: number;
  choicesSeen: number;
};

type DraftCall = { readonly index: number | null; id: string; name: string; arguments: string };

/** What came cannot be an answer of a Chat Completions endpoint. */
export class UnusableAnswer extends Error {
  override readonly name = 'UnusableAnswer';
}

export function emptyDraft(): Draft {
  return { text: '', calls: [], extras: {}, finishReason: null, tokens: null, characters: 0, choicesSeen: 0 };
}

/** Adds one event of the stream. Throws `UnusableAnswer` when it is not one. */
export function addChunk(draft: Draft, event: unknown): void {
  const chunk = chatChunk.safeParse(event);
  if (!chunk.success) throw new UnusableAnswer('an event is not a chat completion chunk', { cause: chunk.error });
  if (chunk.data.usage) draft.tokens = countTokens(chunk.data.usage);
  const [choice] = chunk.data.choices;
  if (choice === undefined) return;
  draft.choicesSeen += 1;
  draft.finishReason = choice.finishReason ?? draft.finishReason;
  if (choice.delta !== null) addDelta(draft, choice.delta);
  if (draft.characters > MAX_ANSWER_CHARACTERS) throw new UnusableAnswer('the answer does not end');
}

/** The finished message. `callIdPrefix` begins the ids of calls that came without one or with one that is taken. */
export function closeDraft(draft: Draft, callIdPrefix: string): Pick<ModelAnswer, 'message' | 'finish'> {
  const taken = new Set(['']);
  const toolCalls = draft.calls.map((call, index): ToolCall => {
    const id = taken.has(call.id) ? `${callIdPrefix}${index}` : call.id;
    taken.add(id);
    return { id, name: call.name, arguments: call.arguments };
  });
  return {
    message: { role: 'assistant', text: draft.text, toolCalls, extras: draft.extras },
    finish: finishOf(draft.finishReason),
  };
}

function finishOf(reason: string | null): ModelAnswer['finish'] {
  if (reason === 'length') return 'length';
  return reason === 'content_filter' ? 'refused' : 'complete';
}

function countTokens(usage: ChatUsage): TokenCounts {
  const cached = usage.prompt_tokens_details?.cached_tokens ?? usage.prompt_cache_hit_tokens ?? 0;
  return {
    inputTokens: usage.prompt_tokens,
    cachedInputTokens: Math.min(cached, usage.prompt_tokens),
    outputTokens: usage.completion_tokens,
  };
}

function addDelta(draft: Draft, delta: ChatDelta): void {
  const text = `${delta.content ?? ''}${delta.refusal ?? ''}`;
  draft.text += text;
  draft.characters += text.length;
  for (const part of delta.tool_calls ?? []) addCall(draft, part);
  for (const field of ECHOED_FIELDS) addExtra(draft, field, delta[field]);
}

/** Providers put a model's thoughts here and refuse a later request that does not repeat them. */
const ECHOED_FIELDS = ['reasoning_content', 'reasoning', 'reasoning_details'] as const;

function addExtra(draft: Draft, field: string, value: unknown): void {
  const before = draft.extras[field];
  if (typeof value === 'string' && value !== '') {
    draft.extras[field] = (typeof before === 'string' ? before : '') + value;
    draft.characters += value.length;
  }
  if (Array.isArray(value) && value.length > 0) {
    const list = Array.isArray(before) ? before : [];
    for (const item of value) list.push(item);
    draft.extras[field] = list;
    draft.characters += JSON.stringify(value).length;
  }
}

function addCall(draft: Draft, part: ToolCallDelta): void {
  const written = part.function?.arguments ?? '';
  const text = typeof written === 'string' ? written : JSON.stringify(written);
  const name = part.function?.name ?? '';
  const call = openCall(draft.calls, part) ?? beginCall(draft, part);
  call.id ||= part.id ?? '';
  call.name ||= name;
  call.arguments += text;
  draft.characters += text.length + name.length;
}

/** The call a fragment continues. Some servers number every call 0 and only change the id; some send no number at all. */
function openCall(calls: readonly DraftCall[], part: ToolCallDelta): DraftCall | undefined {
  const isNumbered = typeof part.index === 'number';
  const open = isNumbered ? calls.findLast(({ index }) => index === part.index) : calls.at(-1);
  if (open === undefined) return undefined;
  if (part.id) return part.id === open.id || open.id === '' ? open : undefined;
  return !isNumbered && part.function?.name ? undefined : open;
}

function beginCall(draft: Draft, part: ToolCallDelta): DraftCall {
  if (draft.calls.length === MAX_CALLS) throw new UnusableAnswer(`the answer has more than ${MAX_CALLS} tool calls`);
  const call: DraftCall = { index: part.index ?? null, id: '', name: '', arguments: '' };
  draft.calls.push(call);
  draft.characters += CHARACTERS_PER_CALL;
  return call;
}
