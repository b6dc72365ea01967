import { readJsonCalls } from './read-json-calls.ts';
import type { Notation } from './text-call.ts';

const MARK = '<|python_tag|>';

/** An answer that is nothing but the JSON of its calls. */
export const whole: Notation = {
  name: 'JSON',
  peel(text) {
    const trimmed = text.trim();
    const body = trimmed.startsWith(MARK) ? trimmed.slice(MARK.length) : trimmed;
    const calls = /^[[{]/.test(body) ? readJsonCalls(body) : null;
    return calls && { calls, written: body, before: '' };
  },
};
