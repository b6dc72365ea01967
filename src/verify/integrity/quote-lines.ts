import type { Mark } from './mark.ts';

/** `line 3: it.skip(…), and 2 more`. A finding is one line of a report. */
export function quoteLines(marks: readonly Mark[]): string {
  const [first] = marks;
  if (first === undefined) return '';
  const more = marks.length > 1 ? `, and ${marks.length - 1} more` : '';
  return `line ${first.line}: ${shorten(first.text, 80)}${more}`;
}

export function shorten(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
