import { readParameters } from './read-parameters.ts';
import type { Notation, TextCall } from './text-call.ts';

const OPEN = '<invoke name="';
const CLOSE = '</invoke>';

/** `<invoke name="x"><parameter name="y">…`, as Claude and MiniMax write it, with or without `<function_calls>` around it. */
export const invokes: Notation = {
  name: '<invoke>',
  peel(whole, types) {
    const wrapper = /<\/((?:\w{1,20}:)?(?:function_calls|tool_call))>$/.exec(whole)?.[1];
    const text = wrapper === undefined ? whole : whole.slice(0, -`</${wrapper}>`.length).trimEnd();
    if (!text.endsWith(CLOSE)) return null;
    const start = text.lastIndexOf(OPEN);
    const nameEnd = start === -1 ? -1 : text.indexOf('">', start);
    if (nameEnd === -1) return null;
    const name = text.slice(start + OPEN.length, nameEnd);
    const body = text.slice(nameEnd + 2, -CLOSE.length);
    const given = readParameters(body, '<parameter name="', types(name));
    return given === null ? null : peeled({ name, arguments: given }, text, start, wrapper);
  },
};

/** Of several in one wrapper the others keep its end, so that they are found in their turn. */
function peeled(call: TextCall, text: string, start: number, wrapper: string | undefined) {
  const open = `<${wrapper}>`;
  const rest = text.slice(0, start).trimEnd();
  const isFirst = wrapper === undefined || rest.endsWith(open);
  const left = wrapper === undefined || !isFirst ? rest : rest.slice(0, -open.length);
  return { calls: [call], written: text.slice(start), before: isFirst ? left : `${left}\n</${wrapper}>` };
}
