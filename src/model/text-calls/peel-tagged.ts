import { readJsonCalls } from './read-json-calls.ts';
import type { Notation } from './text-call.ts';

const OPEN = '<tool_call>';
const CLOSE = '</tool_call>';

/** `<tool_call>{…}</tool_call>`, as Hermes and Qwen write it. The last one may lack its end, which servers cut off as a stop word. */
export const tagged: Notation = {
  name: OPEN,
  peel(text) {
    const start = text.lastIndexOf(OPEN);
    if (start === -1) return null;
    const inner = text.slice(start + OPEN.length);
    const body = inner.endsWith(CLOSE) ? inner.slice(0, -CLOSE.length) : inner;
    const calls = body.includes(CLOSE) ? null : (readJsonCalls(body) ?? readNamed(body));
    return calls && { calls, written: body.trim(), before: text.slice(0, start) };
  },
};

/** What is marked as a call and is no JSON is given to its tool, which says so. */
function readNamed(body: string) {
  const name = /^\s{0,100}\{\s{0,100}"name"\s{0,100}:\s{0,100}"([\w-]{1,64})"/.exec(body)?.[1];
  return name === undefined ? null : [{ name, arguments: body.trim() }];
}
