import { readJsonCalls } from './read-json-calls.ts';
import type { Notation } from './text-call.ts';

const FENCE = '```';

/** A code block of JSON that is a call and nothing else. */
export const fenced: Notation = {
  name: '```json',
  peel(text) {
    if (!text.endsWith(`\n${FENCE}`)) return null;
    const end = text.length - FENCE.length;
    const start = text.lastIndexOf(FENCE, end - 1);
    if (start === -1 || (start > 0 && text[start - 1] !== '\n')) return null;
    const block = text.slice(start + FENCE.length, end);
    const head = /^(?:json|tool_call|tool_code|tool)?[ \t]{0,10}\r?\n/.exec(block)?.[0];
    const body = head === undefined ? '' : block.slice(head.length).trim();
    const calls = body === '' ? null : readJsonCalls(body);
    return calls && { calls, written: body, before: text.slice(0, start) };
  },
};
