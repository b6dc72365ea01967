import type { ModelRequest } from '../ask-model.ts';
import { beginCall, countCharacters, type Draft } from '../draft-answer.ts';
import { toArguments } from './freeform.ts';
import { keptName, keptOutput } from './kept-output.ts';
import type { OutputItem } from './response-event.ts';

/** Adds a finished item of the output. Of a kind that is not known only the place is kept. */
export function addOutputItem(draft: Draft, item: OutputItem, request: ModelRequest): void {
  keep(draft, item);
  if (item.type === 'reasoning') addReasoning(draft, item);
  if (item.type === 'message') addMessage(draft, item);
  if (item.type === 'function_call') addCall(draft, item, item.arguments ?? '');
  if (item.type === 'custom_tool_call') addCall(draft, item, toArguments(item, request));
  // What came without deltas has not been counted yet.
  const written = draft.calls.reduce((sum, call) => sum + call.arguments.length, draft.text.length);
  countCharacters(draft, Math.max(0, written - draft.characters));
}

/** Thoughts and words are kept as they came; of a call only its place, for the message has the rest. */
function keep(draft: Draft, item: OutputItem): void {
  const isVerbatim = item.type === 'reasoning' || item.type === 'message';
  const { type, id, call_id } = item;
  draft.extras[keptName] = [...(keptOutput(draft.extras) ?? []), isVerbatim ? item : { type, id, call_id }];
}

function addReasoning(draft: Draft, { summary, content, encrypted_content: sealed }: OutputItem): void {
  const shown = [...(summary ?? []), ...(content ?? [])].flatMap(({ text }) => text ?? []);
  draft.reasoning = [draft.reasoning, ...shown].filter(Boolean).join('\n\n');
  countCharacters(draft, typeof sealed === 'string' ? sealed.length : 0);
}

function addMessage(draft: Draft, { content }: OutputItem): void {
  const parts = content ?? [];
  if (parts.some(({ refusal }) => refusal)) draft.refuses = true;
  const words = parts.map(({ text, refusal }) => `${text ?? ''}${refusal ?? ''}`).join('');
  draft.text = [draft.text, words].filter(Boolean).join('\n\n');
}

function addCall(draft: Draft, item: OutputItem, written: string): void {
  const call = beginCall(draft, null);
  call.id = item.call_id ?? '';
  call.name = item.name ?? '';
  call.arguments = written;
}
