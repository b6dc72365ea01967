import { cleanText } from './clean-text.ts';
import { inertRaw } from './inert-raw.ts';

export type FenceLimits = { readonly lines: number; readonly characters: number; readonly lineCharacters: number };

/**
 * Any text as a fenced block that nothing in it can end. What exceeds the limits is left out of the middle, a third kept
 * from the head and the rest from the tail, where a log says how it ended.
 */
export function fence(text: string, limits: FenceLimits): string {
  const cut = withoutEmptyEnds(cleanText(text).split('\n')).map((line) =>
    inertStart(cutLine(line, limits.lineCharacters)),
  );
  const body = inertRaw(cutLines(cut, limits).join('\n'));
  const longestRun = (body.match(/`{3,}/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 2);
  const ticks = '`'.repeat(longestRun + 1);
  return `${ticks}text\n${body}\n${ticks}`;
}

function withoutEmptyEnds(lines: readonly string[]): readonly string[] {
  const isWritten = (line: string) => line.trim() !== '';
  return lines.slice(Math.max(0, lines.findIndex(isWritten)), lines.findLastIndex(isWritten) + 1);
}

function cutLine(line: string, maxCharacters: number): string {
  if (line.length <= maxCharacters) return line;
  return `${line.slice(0, maxCharacters).toWellFormed()} … (${line.length - maxCharacters} characters left out)`;
}

/** Bots and workflows read raw text, even in a block: a word joiner keeps a line from beginning with a command or a mention. */
function inertStart(line: string): string {
  return line.replace(/^(\s*)(?=[/@][A-Za-z]|::)/, '$1\u2060');
}

function cutLines(lines: readonly string[], limits: FenceLimits): readonly string[] {
  const size = (some: readonly string[]) => some.reduce((sum, line) => sum + line.length + 1, 0);
  if (lines.length <= limits.lines && size(lines) <= limits.characters) return lines;
  const head = take(lines, limits.lines / 3, limits.characters / 3);
  const rest = lines.slice(head.length).reverse();
  const tail = take(rest, limits.lines - head.length, limits.characters - size(head)).toReversed();
  const omitted = lines.length - head.length - tail.length;
  return [...head, `… (${omitted} ${omitted === 1 ? 'line' : 'lines'} left out)`, ...tail];
}

/** As many lines from the front as both limits allow. */
function take(lines: readonly string[], maxLines: number, maxCharacters: number): readonly string[] {
  let characters = 0;
  const end = lines.findIndex((line, index) => {
    characters += line.length + 1;
    return index >= Math.floor(maxLines) || characters > maxCharacters;
  });
  return end === -1 ? lines : lines.slice(0, end);
}
