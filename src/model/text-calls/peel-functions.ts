import { readParameters } from './read-parameters.ts';
import type { Notation } from './text-call.ts';

const WRAP_OPEN = '<tool_call>';
const WRAP_CLOSE = '</tool_call>';
const OPEN = '<function=';
const CLOSE = '</function>';

/** `<function=name><parameter=x>…</parameter></function>`, as Qwen's coders write it, in a `<tool_call>` or without its beginning. */
export const functions: Notation = {
  name: '<function=…>',
  peel(whole, types) {
    const text = without(whole, WRAP_CLOSE);
    if (!text.endsWith(CLOSE)) return null;
    const start = text.lastIndexOf(OPEN);
    const nameEnd = start === -1 ? -1 : text.indexOf('>', start);
    if (nameEnd === -1) return null;
    const name = text.slice(start + OPEN.length, nameEnd).trim();
    const body = text.slice(nameEnd + 1, -CLOSE.length);
    const given = readParameters(body, '<parameter=', types(name));
    const before = without(text.slice(0, start), WRAP_OPEN);
    return given === null ? null : { calls: [{ name, arguments: given }], written: text.slice(start), before };
  },
};

function without(text: string, end: string): string {
  const trimmed = text.trimEnd();
  return trimmed.endsWith(end) ? trimmed.slice(0, -end.length).trimEnd() : trimmed;
}
