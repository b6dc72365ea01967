import { numberLines } from '../number-lines.ts';

const CONTEXT_LINES = 4;
const SHOWN_LINES = { head: 40, tail: 20 };

/** The lines from the first to the last change, numbered, with some around them. */
export function showChange(before: string, after: string): string {
  const beforeLines = before.split('\n');
  const afterLines = after.split('\n');
  const shorter = Math.min(beforeLines.length, afterLines.length);
  let head = 0;
  while (head < shorter && beforeLines[head] === afterLines[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && beforeLines.at(-1 - tail) === afterLines.at(-1 - tail)) tail += 1;
  const first = Math.max(0, head - CONTEXT_LINES);
  return showBoth(afterLines.slice(first, afterLines.length - tail + CONTEXT_LINES), first + 1);
}

function showBoth(lines: readonly string[], first: number): string {
  const missing = lines.length - SHOWN_LINES.head - SHOWN_LINES.tail;
  if (missing <= 0) return numberLines(lines, first);
  const end = numberLines(lines.slice(-SHOWN_LINES.tail), first + lines.length - SHOWN_LINES.tail);
  return `${numberLines(lines.slice(0, SHOWN_LINES.head), first)}\n[… ${missing} more lines]\n${end}`;
}
