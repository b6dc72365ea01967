import { APIError } from 'openai';
import type { z } from 'zod';
import type { ModelRequest } from '../ask-model.ts';
import { countCharacters, type Draft, UnusableAnswer } from '../draft-answer.ts';
import { addOutputItem } from './add-output-item.ts';
import { keptOutput } from './kept-output.ts';
import {
  deltaEvent,
  endEvent,
  itemEvent,
  type OutputItem,
  responseEvent,
  type WholeResponse,
} from './response-event.ts';

/**
 * Adds one event of a streamed response. Only whole items count, for an unfinished one's text is repeated in it; what is not
 * known is passed over, for the API is still growing. Throws as `Wire.addEvent` says.
 */
export function addResponseEvent(draft: Draft, event: unknown, request: ModelRequest): void {
  const { type } = parse(responseEvent, event);
  draft.hasBegun = true;
  if (type.endsWith('.delta')) addDelta(draft, event);
  if (type === 'response.output_item.done') addOutputItem(draft, parse(itemEvent, event).item, request);
  if (type === 'whole') end(draft, parse(endEvent, { response: event }).response, request);
  if (ENDS.has(type)) end(draft, parse(endEvent, event).response, request);
}

const ENDS: ReadonlySet<string> = new Set(['response.completed', 'response.incomplete', 'response.failed']);

function parse<T>(schema: z.ZodType<T>, event: unknown): T {
  const parsed = schema.safeParse(event);
  if (parsed.success) return parsed.data;
  throw new UnusableAnswer('an event is not one of the Responses API', { cause: parsed.error });
}

/** Deltas are counted, so that an answer without end is given up and a cut one is estimated. */
function addDelta(draft: Draft, event: unknown): void {
  const delta = deltaEvent.safeParse(event);
  if (delta.success) countCharacters(draft, delta.data.delta.length);
}

function end(draft: Draft, response: WholeResponse, request: ModelRequest): void {
  const { usage, status, error } = response;
  if (usage) draft.tokens = countTokens(usage);
  if (error || status === 'failed' || status === 'cancelled')
    throw new APIError(undefined, error ?? { message: `the response is ${status}` }, undefined, undefined);
  for (const item of missing(draft, response)) addOutputItem(draft, item, request);
  draft.finish = finishOf(response);
}

function countTokens(usage: NonNullable<WholeResponse['usage']>): NonNullable<Draft['tokens']> {
  const details = usage.input_tokens_details;
  return {
    inputTokens: usage.input_tokens,
    cachedInputTokens: Math.min(details?.cached_tokens ?? 0, usage.input_tokens),
    cacheWriteTokens: details?.cache_write_tokens ?? 0,
    outputTokens: usage.output_tokens,
  };
}

/** The items no event of their own told of: all, where a server does not stream, or the one that was cut off. */
function missing(draft: Draft, { output }: WholeResponse): readonly OutputItem[] {
  const kept = keptOutput(draft.extras);
  if (kept === null) return output ?? [];
  const seen = new Set(kept.map(({ id, call_id }) => id ?? call_id));
  return (output ?? []).filter(({ id, call_id }) => (id ?? call_id) && !seen.has(id ?? call_id));
}

function finishOf({ status, incomplete_details: details }: WholeResponse): Draft['finish'] {
  if (status !== 'incomplete') return 'complete';
  return details?.reason === 'content_filter' ? 'refused' : 'length';
}
