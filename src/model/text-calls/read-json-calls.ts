import { z } from 'zod';
import type { TextCall } from './text-call.ts';

const argumentsOf = z.union([z.record(z.string(), z.unknown()), z.string()]);

const call = z.union([
  z.object({ name: z.string(), arguments: argumentsOf }),
  z
    .object({ name: z.string(), parameters: argumentsOf })
    .transform(({ name, parameters }) => ({ name, arguments: parameters })),
  z.object({ function: z.object({ name: z.string(), arguments: argumentsOf }) }).transform((outer) => outer.function),
]);

const oneOrMore = z.union([call.transform((one) => [one]), z.array(call).min(1).max(32)]);

/** The calls that a JSON text is, or `null` when it is none. */
export function readJsonCalls(text: string): readonly TextCall[] | null {
  const value = oneOrMore.safeParse(parse(text));
  if (!value.success) return null;
  return value.data.map(({ name, arguments: given }) => ({
    name,
    arguments: typeof given === 'string' ? given : JSON.stringify(given),
  }));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return parseWithBareBreaks(text);
  }
}

/** Small models write line breaks and tabs into a string as they are. */
function parseWithBareBreaks(text: string): unknown {
  try {
    return JSON.parse(mend(text));
  } catch {
    // No JSON, then, however it is read.
    return undefined;
  }
}

const ESCAPED: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

/** By hand, for a pattern would look at a hostile text again from each of its quotes. */
function mend(text: string): string {
  const mended: string[] = [];
  let isString = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '"') isString = !isString;
    if (isString && character === '\\') {
      at += 1;
      mended.push(character);
    }
    const kept = text.charAt(at);
    mended.push(isString ? (ESCAPED.get(kept) ?? kept) : kept);
  }
  return mended.join('');
}
