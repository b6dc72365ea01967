export type Cut = { readonly head: number; readonly tail: number };

/**
 * Keeps `head` characters from the beginning and `tail` from the end, at line boundaries where there are any near, and says in
 * between what is missing. Compilers tell the cause first, test runners last.
 */
export function cutMiddle(text: string, { head, tail }: Cut, whereTheRestIs: string): string {
  if (text.length <= head + tail) return text;
  const start = firstLines(text, head);
  const end = lastLines(text, tail);
  const missing = text.slice(start.length, text.length - end.length);
  const lines = missing.split('\n').filter(Boolean).length;
  return `${start}\n[… ${lines} lines, ${missing.length} characters left out; ${whereTheRestIs} …]\n${end}`;
}

/** How far a cut may move to meet a line boundary. */
const REACH = 500;

/** The beginning of a text, `length` characters or a little less. */
export function firstLines(text: string, length: number): string {
  return text.length <= length ? text : text.slice(0, endOfLine(text, length));
}

/** The end of a text, `length` characters or a little less. */
export function lastLines(text: string, length: number): string {
  return text.length <= length ? text : text.slice(startOfLine(text, text.length - length));
}

function endOfLine(text: string, at: number): number {
  const newline = text.lastIndexOf('\n', at - 1);
  return newline >= at - REACH && newline >= 0 ? newline : at;
}

function startOfLine(text: string, at: number): number {
  const newline = text.indexOf('\n', at);
  return newline >= 0 && newline < at + REACH ? newline + 1 : at;
}
