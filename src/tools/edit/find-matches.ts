import { findText } from './find-text.ts';
import { foldPunctuation } from './fold-punctuation.ts';
import { isTelling } from './is-telling.ts';
import {
  type LineReading,
  rewritePunctuation,
  withOtherIndent,
  withOtherPunctuation,
  withOtherTails,
} from './line-readings.ts';
import { MAX_MATCHES, matchLines } from './match-lines.ts';
import { pairLines } from './pair-lines.ts';
import { splitIndent } from './prove-indent-rule.ts';

/** A place where `old` stands. */
export type Match = {
  readonly start: number;
  readonly end: number;
  /** In what it differs from `old`, in words for the model; `null` when it is `old` to the byte. */
  readonly besides: string | null;
  /** What it becomes there; `null` when that cannot be told without guessing. */
  readonly replacement: () => string | null;
};

export type Wanted = { readonly old: string; readonly new: string };

/**
 * Every place where `old` stands, in order, by the strictest reading that finds any: as written, with other line
 * ends, with other spaces at the ends of lines, with other quotes and dashes, with another indentation. Nothing is ever
 * matched by likeness.
 */
export function findMatches(text: string, wanted: Wanted): readonly Match[] {
  for (const tier of [asWritten, withLf, byTails, byPunctuation, byIndent]) {
    const matches = tier(text, wanted);
    if (matches.length > 0) return matches;
  }
  return [];
}

function asWritten(text: string, wanted: Wanted): readonly Match[] {
  const starts = occurrences(text, wanted.old);
  const [only, ...others] = starts;
  if (only !== undefined && others.length === 0 && hangsInIndent(text, wanted, only)) return [];
  return starts.map((start) => ({
    start,
    end: start + wanted.old.length,
    besides: null,
    replacement: () => withLineEndsAt(text, wanted, start),
  }));
}

/**
 * Whether the first line was found only because the file has more white space before it than the model wrote, or would leave
 * that white space over: then lines are meant, and which ones, and how deep, is for the other readings to say.
 */
function hangsInIndent(text: string, wanted: Wanted, start: number): boolean {
  const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  const [first = ''] = wanted.old.split('\n', 1);
  if (before === '' || before.trim() !== '' || first.trim() === '') return false;
  if (splitIndent(first)[0] !== '') return true;
  const behind = start + wanted.old.length;
  const isWhole = wanted.old.endsWith('\n') || /^[ \t]{0,100}\r?(?:\n|$)/.test(text.slice(behind, behind + 102));
  if (wanted.new.trim() === '') return isWhole;
  return wanted.new.split('\n').some((one, at) => at > 0 && one.trimEnd() === first.trimEnd());
}

/** In a file of mixed line ends, new ones are like the one of the line they are put into. */
function withLineEndsAt(text: string, wanted: Wanted, start: number): string {
  if (!text.includes('\r\n') || !wanted.new.includes('\n') || wanted.new.includes('\r\n')) return wanted.new;
  const newline = text.indexOf('\n', start);
  return text[newline - 1] === '\r' ? wanted.new.replaceAll('\n', '\r\n') : wanted.new;
}

/** Where `part` stands in `text`: one after the other, or, where that is but one place, also one that overlaps it. */
function occurrences(text: string, part: string): readonly number[] {
  const found = findText(text, part, MAX_MATCHES);
  const [only] = found;
  if (only === undefined || found.length > 1) return found;
  const [overlapping] = findText(text.slice(only + 1, only + 2 * part.length), part, 1);
  return overlapping === undefined ? found : [only, only + 1 + overlapping];
}

function withLf(text: string, wanted: Wanted): readonly Match[] {
  return wanted.old.includes('\r\n') ? asWritten(text, { old: toLf(wanted.old), new: toLf(wanted.new) }) : [];
}

function toLf(text: string): string {
  return text.replaceAll('\r\n', '\n');
}

function byTails(text: string, wanted: Wanted): readonly Match[] {
  return byLines(text, wanted, withOtherTails);
}

function byPunctuation(text: string, wanted: Wanted): readonly Match[] {
  const oldLines = wanted.old.split('\n');
  const newLines = wanted.new.split('\n');
  const places = occurrences(foldPunctuation(text), foldPunctuation(wanted.old));
  // What stands as written has been judged by the first reading.
  if (places.some((start) => text.startsWith(wanted.old, start))) return [];
  return places.map((start) => {
    const end = start + wanted.old.length;
    const replacement = () => {
      const repeated = pairLines(oldLines, newLines);
      const block = { fileLines: text.slice(start, end).split('\n'), oldLines, allLines: [] };
      return (repeated && rewritePunctuation({ ...block, repeated }, newLines)?.join('\n')) ?? null;
    };
    return { start, end, besides: withOtherPunctuation.besides, replacement };
  });
}

function byIndent(text: string, wanted: Wanted): readonly Match[] {
  return isTelling(wanted.old) ? byLines(text, wanted, withOtherIndent) : [];
}

/** Matches whole lines only. */
function byLines(text: string, wanted: Wanted, reading: LineReading): readonly Match[] {
  const lines = linesOf(wanted);
  if (lines === null) return [];
  const fileLines = text.split('\n');
  const repeated = () => pairLines(lines.old, lines.new);
  const matches = matchLines(fileLines, { old: lines.old, new: lines.new, repeated }, reading);
  if (matches.length === 0) return [];
  const offsets = offsetsOf(fileLines);
  return matches.map(({ first, replacement }) => {
    const end = offsets[first + lines.old.length] ?? 0;
    const hasNewline = lines.closed && end <= text.length;
    return {
      start: offsets[first] ?? 0,
      end: hasNewline ? end : end - 1,
      besides: reading.besides,
      replacement: () => {
        const written = replacement();
        return written && joinLines(written, hasNewline);
      },
    };
  });
}

type Lines = {
  readonly old: readonly string[];
  readonly new: readonly string[];
  /** `old` ends with a newline, which is then replaced too. */
  readonly closed: boolean;
};

/** `null` when the lines of `old` cannot be exchanged as a whole: nothing but blanks, or only one side ends with a newline. */
function linesOf(wanted: Wanted): Lines | null {
  if (wanted.old.trim() === '') return null;
  const closed = wanted.old.endsWith('\n');
  if (wanted.new === '') return { old: splitLines(wanted.old), new: closed ? [] : [''], closed };
  if (closed !== wanted.new.endsWith('\n')) return null;
  return { old: splitLines(wanted.old), new: splitLines(wanted.new), closed };
}

function splitLines(text: string): readonly string[] {
  return (text.endsWith('\n') ? text.slice(0, -1) : text).split('\n');
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
