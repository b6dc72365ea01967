import { findBlocks } from './find-blocks.ts';
import { pairLines } from './pair-lines.ts';
import { proveIndentRule, splitIndent } from './prove-indent-rule.ts';
import { type Block, rewriteBlock } from './rewrite-block.ts';

/** A place where `old` stands. */
export type Match = {
  readonly start: number;
  readonly end: number;
  /** What it becomes there; `null` when that cannot be told without guessing. */
  readonly replacement: () => string | null;
};

type Wanted = { readonly old: string; readonly new: string };

/** No more places than this are looked for. */
export const MAX_MATCHES = 10_001;

/**
 * Every place where `old` stands, by the strictest reading that finds any: as written, with other line ends, with other
 * spaces at the ends of lines, with other quotes and dashes, with another indentation. Nothing is ever matched by likeness.
 */
export function findMatches(text: string, wanted: Wanted): readonly Match[] {
  for (const tier of [asWritten, withOtherLineEnds, withOtherLineTails, withOtherPunctuation, withOtherIndent]) {
    const matches = tier(text, wanted);
    if (matches.length > 0) return matches;
  }
  return [];
}

function asWritten(text: string, wanted: Wanted): readonly Match[] {
  return occurrences(text, wanted.old).map((start) => ({
    start,
    end: start + wanted.old.length,
    replacement: () => wanted.new,
  }));
}

/** Where `part` stands in `text`, without overlaps. */
function occurrences(text: string, part: string): readonly number[] {
  const found: number[] = [];
  for (let at = text.indexOf(part); at >= 0 && found.length < MAX_MATCHES; ) {
    found.push(at);
    at = text.indexOf(part, at + part.length);
  }
  return found;
}

function withOtherLineEnds(text: string, wanted: Wanted): readonly Match[] {
  return wanted.old.includes('\r\n') ? asWritten(text, { old: toLf(wanted.old), new: toLf(wanted.new) }) : [];
}

function toLf(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

function withOtherLineTails(text: string, wanted: Wanted): readonly Match[] {
  const verbatim = () => (line: string) => line;
  return matchLines(text, wanted, { same: (line) => line.trimEnd(), writer: verbatim });
}

function withOtherIndent(text: string, wanted: Wanted): readonly Match[] {
  return matchLines(text, wanted, { same: (line) => line.trim(), writer: indentLikeFile });
}

function indentLikeFile({ fileLines, oldLines }: Block): (line: string) => string | null {
  const pairs = oldLines.flatMap((line, at) => {
    const [indent, rest] = splitIndent(line);
    return rest === '' ? [] : [[indent, splitIndent(fileLines[at] ?? '')[0]] as const];
  });
  const rule = proveIndentRule(pairs);
  return (line) => {
    const [indent, rest] = splitIndent(line);
    if (rest === '') return '';
    const fileIndent = rule?.(indent) ?? null;
    return fileIndent === null ? null : fileIndent + rest;
  };
}

/** One character for one, so that a position in the folded text is the same position in the text. */
const FOLDED: ReadonlyMap<string, string> = new Map([
  ...['‘', '’', '‚', '‛'].map((quote) => [quote, "'"] as const),
  ...['“', '”', '„', '‟'].map((quote) => [quote, '"'] as const),
  ...['‐', '‑', '‒', '–', '—', '―', '−'].map((dash) => [dash, '-'] as const),
  ...['\u00a0', '\u2002', '\u2003', '\u2009', '\u202f', '\u3000'].map((space) => [space, ' '] as const),
]);

const FOLDABLE = new RegExp(`[${[...FOLDED.keys()].join('')}]`, 'g');

function fold(text: string): string {
  return text.replaceAll(FOLDABLE, (character) => FOLDED.get(character) ?? character);
}

function withOtherPunctuation(text: string, wanted: Wanted): readonly Match[] {
  const newLines = wanted.new.split('\n');
  const oldLines = wanted.old.split('\n');
  const keepsLines = newLines.length === oldLines.length;
  const starts = occurrences(fold(text), fold(wanted.old));
  const repeated = starts.length > 0 ? pairLines(oldLines, newLines) : noPairs;
  return starts.map((start) => {
    const end = start + wanted.old.length;
    const replacement = () => {
      const block = { fileLines: text.slice(start, end).split('\n'), oldLines, repeated };
      const lines = rewriteBlock(block, newLines, (line, at) => (keepsLines ? mergeLine(block, line, at) : line));
      return lines?.join('\n') ?? null;
    };
    return { start, end, replacement };
  });
}

/** What a changed line has in common with the old one at both ends stays as the file has it. */
function mergeLine({ fileLines, oldLines }: Block, line: string, at: number): string {
  const file = fileLines[at] ?? '';
  const old = oldLines[at] ?? '';
  const shorter = Math.min(old.length, line.length);
  let head = 0;
  while (head < shorter && old[head] === line[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && old.at(-1 - tail) === line.at(-1 - tail)) tail += 1;
  return file.slice(0, head) + line.slice(head, line.length - tail) + file.slice(file.length - tail);
}

type LineReading = {
  /** Lines of which this gives the same are the same. */
  readonly same: (line: string) => string;
  /** How a line that the file does not have yet is written into this block. */
  readonly writer: (block: Block) => (line: string) => string | null;
};

/** Matches whole lines only. */
function matchLines(text: string, wanted: Wanted, { same, writer }: LineReading): readonly Match[] {
  const lines = linesOf(wanted);
  if (lines === null) return [];
  const fileLines = text.split('\n');
  const starts = findBlocks(fileLines.map(same), lines.old.map(same), MAX_MATCHES);
  const repeated = starts.length > 0 ? pairLines(lines.old, lines.new) : noPairs;
  const offsets = offsetsOf(fileLines);
  return starts.map((first) => {
    const next = first + lines.old.length;
    const start = offsets[first] ?? 0;
    const end = offsets[next] ?? 0;
    const hasNewline = lines.closed && end <= text.length;
    const replacement = () => {
      const block = { fileLines: fileLines.slice(first, next), oldLines: lines.old, repeated };
      const written = rewriteBlock(block, lines.new, withLineEndOf(block, writer(block)));
      return written && joinLines(written, hasNewline);
    };
    return { start, end: hasNewline ? end : end - 1, replacement };
  });
}

const noPairs: ReadonlyMap<number, number> = new Map();

type WantedLines = {
  readonly old: readonly string[];
  readonly new: readonly string[];
  /** `old` ends with a newline, which is then replaced too. */
  readonly closed: boolean;
};

/** `null` when the lines of `old` cannot be exchanged as a whole: nothing but blanks, or only one side ends with a newline. */
function linesOf(wanted: Wanted): WantedLines | null {
  if (wanted.old.trim() === '') return null;
  const closed = wanted.old.endsWith('\n');
  if (wanted.new === '') return { old: splitLines(wanted.old), new: closed ? [] : [''], closed };
  if (closed !== wanted.new.endsWith('\n')) return null;
  return { old: splitLines(wanted.old), new: splitLines(wanted.new), closed };
}

function splitLines(text: string): readonly string[] {
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
}

/** In a file of mixed line ends, new lines end like the first one they replace. */
function withLineEndOf({ fileLines }: Block, write: (line: string) => string | null) {
  const isCrlf = fileLines[0]?.endsWith('\r') === true;
  return (line: string): string | null => {
    const written = write(line);
    return isCrlf && written !== null && !written.endsWith('\r') ? `${written}\r` : written;
  };
}

/** Where each line begins, and where one after the last would. */
function offsetsOf(lines: readonly string[]): readonly number[] {
  const offsets = [0];
  let offset = 0;
  for (const line of lines) {
    offset += line.length + 1;
    offsets.push(offset);
  }
  return offsets;
}

function joinLines(lines: readonly string[], closed: boolean): string {
  const joined = lines.join('\n');
  return closed && lines.length > 0 ? `${joined}\n` : joined;
}
