import type { Match, Wanted } from './find-matches.ts';
import { findText } from './find-text.ts';
import { lineNumberAt } from './line-number-at.ts';

const MAX_PLACES = 20;

/**
 * Why an edit whose `old` was found to the byte is likely not what the model meant there; `null` when nothing speaks against
 * it. Each case looks like success and leaves a file that nobody asked for.
 */
export function questionMatch(text: string, wanted: Wanted, match: Match): string | null {
  if (isMadeAlready(text, wanted, match)) {
    const line = lineNumberAt(text, match.start);
    return `this edit seems already applied at line ${line}: \`old\` stands there as a part of \`new\`. If it is meant once more, give \`old\` with the lines around it.`;
  }
  if (joinsLines(text, wanted, match)) {
    const line = lineNumberAt(text, match.end);
    return `\`old\` ends with a line break and \`new\` does not, so that line ${line} would be joined to it. End both alike; to join the lines, put the beginning of line ${line} into both.`;
  }
  if (joinsLineBefore(text, wanted, match)) {
    const line = lineNumberAt(text, match.start);
    return `\`old\` begins with a line break and \`new\` does not, so that it would be joined to line ${line}. Begin both alike.`;
  }
  if (startsAsLine(text, wanted, match)) {
    const line = lineNumberAt(text, match.start);
    return `\`old\` begins with an indented line, but is found only behind other text in line ${line}. Give the whole line, or more of them.`;
  }
  if (isBeginningOfLine(text, wanted, match)) {
    const line = lineNumberAt(text, match.start);
    return `\`old\` is found only in line ${line}, which goes on behind it. Give the whole line.`;
  }
  if (cutsWords(text, wanted, match)) {
    const line = lineNumberAt(text, match.start);
    return `\`old\` is found only at line ${line}, where it begins or ends within a word: ${JSON.stringify(wordsAround(text, match))}. Give whole words.`;
  }
  return null;
}

/** `new` is `old` with something added, and that stands around the match already. White space and brackets may well be doubled. */
function isMadeAlready(text: string, wanted: Wanted, { start }: Match): boolean {
  return findText(wanted.new, wanted.old, MAX_PLACES).some((at) => {
    const added = wanted.new.slice(0, at) + wanted.new.slice(at + wanted.old.length);
    return /\w{2}/.test(added) && start >= at && text.startsWith(wanted.new, start - at);
  });
}

function joinsLines(text: string, wanted: Wanted, { end }: Match): boolean {
  if (wanted.new === '' || !OPEN_END.test(wanted.old.slice(-201)) || OPEN_END.test(wanted.new.slice(-201)))
    return false;
  const isMeant = wanted.new.trim() !== '' && /[ \t]$/.test(wanted.new.slice(-1));
  return !isMeant && end < text.length && !/[\r\n]/.test(text[end] ?? '');
}

const OPEN_END = /\n[ \t]{0,200}$/;

/** The same before the edit. */
function joinsLineBefore(text: string, wanted: Wanted, { start }: Match): boolean {
  const isOpened = /^\r?\n/.test(wanted.old) && wanted.new.trim() !== '' && !/^\s*\n/.test(wanted.new.slice(0, 200));
  return isOpened && start > 0 && text[start - 1] !== '\n' && /^[ \t]/.test(wanted.new);
}

/** Indented lines, or an indented closing bracket, where the file has the first of them only behind other text. */
function startsAsLine(text: string, { old }: Wanted, { start }: Match): boolean {
  const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  if (before.trim() === '' || !/^[ \t]+\S/.test(old)) return false;
  return old.trimEnd().includes('\n') || /^[ \t]{1,200}[)\]}]{1,20}[;,]{0,2}\s{0,2}$/.test(old);
}

/** A bracket or the mark of a comment, where the file has it only before other text. */
function isBeginningOfLine(text: string, { old }: Wanted, { start, end }: Match): boolean {
  const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  if (old.trim() === '' || /[\p{L}\p{N}]/u.test(old)) return false;
  if (before.trim() !== '' && !/^[)\]}]{1,20}[;,]{0,2}[ \t]{1,200}$/.test(old)) return false;
  return !old.endsWith('\n') && /\S/.test(text.slice(end, end + 1));
}

/** `count = 1` is not what `discount = 10` says. One word alone may well be a part of others. */
function cutsWords(text: string, { old }: Wanted, { start, end }: Match): boolean {
  if (!/\S\s+\S/.test(old)) return false;
  return (
    BETWEEN_WORDS.test(text.slice(Math.max(0, start - 1), start + 1)) ||
    BETWEEN_WORDS.test(text.slice(end - 1, end + 1))
  );
}

const BETWEEN_WORDS = /^[\p{L}\p{N}_]{2}$/u;

function wordsAround(text: string, { start, end }: Match): string {
  const before = /[\p{L}\p{N}_]{0,40}$/u.exec(text.slice(Math.max(0, start - 40), start))?.[0] ?? '';
  const after = /^[\p{L}\p{N}_]{0,40}/u.exec(text.slice(end, end + 40))?.[0] ?? '';
  return `${before}${text.slice(start, end).slice(0, 100)}${after}`;
}
