import { readJsonCalls } from './read-json-calls.ts';
import type { Notation, TextCall } from './text-call.ts';

const MARK = '[TOOL_CALLS]';
const ARGUMENTS = '[ARGS]';

/** `[TOOL_CALLS][{…}]`, as Mistral's models write it, and `[TOOL_CALLS]name[ARGS]{…}`, as the newer ones do. */
export const bracketed: Notation = {
  name: MARK,
  peel(text) {
    const start = text.lastIndexOf(MARK);
    if (start === -1) return null;
    const body = text.slice(start + MARK.length).trim();
    const calls = readJsonCalls(body) ?? readNamed(body);
    return calls && { calls, written: body, before: text.slice(0, start) };
  },
};

function readNamed(body: string): readonly TextCall[] | null {
  const [name = '', given, more] = body.split(ARGUMENTS, 3);
  if (given === undefined || more !== undefined || !/^[\w-]{1,64}$/.test(name)) return null;
  return readJsonCalls(`{"name":${JSON.stringify(name)},"arguments":${given}}`);
}
