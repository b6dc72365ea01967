import { MAX_FILE_BYTES } from '../text-file.ts';
import { explainMismatch } from './explain-mismatch.ts';
import { findMatches, type Match } from './find-matches.ts';
import { findPlaceholder } from './find-placeholder.ts';
import { findText } from './find-text.ts';
import { lineNumberAt } from './line-number-at.ts';
import { MAX_MATCHES } from './match-lines.ts';
import { questionMatch } from './question-match.ts';
import { stripGutter } from './strip-gutter.ts';

const MAX_SHOWN_LINE_NUMBERS = 20;

export type Edit = {
  readonly old: string;
  readonly new: string;
  readonly replace_all: boolean;
  /** Which of several places is meant, counted from 1. */
  readonly occurrence?: number | undefined;
};

export type EditResult =
  | { readonly ok: true; readonly text: string }
  /** Words for the model. */
  | { readonly ok: false; readonly problem: string };

/** Applies every edit to the result of the one before it, or none at all. */
export function applyEdits(text: string, edits: readonly Edit[]): EditResult {
  const before: string[] = [];
  let current = text;
  for (const [index, edit] of edits.entries()) {
    const applied = applyEdit(current, edit);
    if (!applied.ok) {
      const stale = explainStale(before, edit);
      return refuse(`Edit ${index + 1} of ${edits.length}: ${applied.problem}${stale}\nNothing was changed.`);
    }
    before.push(current);
    current = applied.text;
  }
  return { ok: true, text: current };
}

function applyEdit(text: string, asked: Edit): EditResult {
  const question = questionEdit(text, asked);
  if (question !== null) return refuse(question);
  const { edit, matches } = findAsked(text, asked);
  if (matches.length === 0) return refuse(explainMismatch(text, asked));
  const chosen = chooseMatches(text, edit, matches);
  return chosen.ok ? replaceMatches(text, edit, chosen.matches) : chosen;
}

/** What is wrong with an edit wherever it would be made. */
function questionEdit(text: string, edit: Edit): string | null {
  if (edit.old === '') return '`old` is empty. Give the text to replace; a whole file is written with write.';
  if (edit.old === edit.new) return '`old` and `new` are the same.';
  if (edit.replace_all && edit.occurrence !== undefined) return 'give `occurrence` or `replace_all`, not both.';
  const placeholder = findPlaceholder(edit.new, `${text}\n${edit.old}`);
  if (placeholder === null) return null;
  return `\`new\` has the line ${JSON.stringify(placeholder)} in place of code. \`new\` is written as it is: give all of it, or only the part that changes.`;
}

/** By what was asked; failing that, by what it is without the line numbers of a view. */
function findAsked(text: string, asked: Edit): { readonly edit: Edit; readonly matches: readonly Match[] } {
  const matches = findMatches(text, asked);
  const bare = matches.length > 0 ? null : stripGutter(asked);
  if (bare === null) return { edit: asked, matches };
  return { edit: bare, matches: findMatches(text, bare).filter((match) => isWholeLines(text, match)) };
}

/** What has line numbers was copied as lines; `10:30` without its number would be found in `9:30`. */
function isWholeLines(text: string, { start, end }: Match): boolean {
  const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  const isAtEnd =
    end === text.length || text[end - 1] === '\n' || /^[ \t]{0,100}\r?(?:\n|$)/.test(text.slice(end, end + 102));
  return before.trim() === '' && isAtEnd;
}

type Choice =
  | { readonly ok: true; readonly matches: readonly Match[] }
  | { readonly ok: false; readonly problem: string };

function chooseMatches(text: string, { occurrence, replace_all: all }: Edit, matches: readonly Match[]): Choice {
  if (matches.length === MAX_MATCHES && (all || occurrence !== undefined)) {
    return refuse(
      `\`old\` is found ${countOf(matches)} times, more than one edit may replace. Use bash, for example sed.`,
    );
  }
  if (all) return { ok: true, matches };
  if (occurrence !== undefined) {
    const chosen = matches[occurrence - 1];
    if (chosen !== undefined) return { ok: true, matches: [chosen] };
    return refuse(`there is no occurrence ${occurrence} of \`old\`: it is found at ${linesOf(text, matches)}.`);
  }
  return matches.length > 1 ? refuse(explainAmbiguity(text, matches)) : { ok: true, matches };
}

function replaceMatches(text: string, edit: Edit, matches: readonly Match[]): EditResult {
  const parts: string[] = [];
  let size = text.length;
  let at = 0;
  for (const match of matches) {
    if (match.start < at) continue;
    const question = match.besides === null ? questionMatch(text, edit, match) : null;
    if (question !== null) return refuse(question);
    const written = match.replacement();
    if (written === null) return refuse(explainUncertain(text, match));
    size += written.length - (match.end - match.start);
    if (size > MAX_FILE_BYTES) return refuse(`the file would have more than ${MAX_FILE_BYTES} characters.`);
    parts.push(text.slice(at, match.start), written);
    at = match.end;
  }
  const changed = [...parts, text.slice(at)].join('');
  return changed === text ? refuse('the file already reads like that.') : { ok: true, text: changed };
}

function explainAmbiguity(text: string, matches: readonly Match[]): string {
  return `\`old\` is found ${countOf(matches)} times, at ${linesOf(text, matches)}. Add 1 to 3 lines of context until it is unique, or pass \`occurrence\` (1 for the first) or \`replace_all\`.`;
}

function explainUncertain(text: string, { start, besides }: Match): string {
  return `\`old\` matches line ${lineNumberAt(text, start)} but for ${besides}, and how to write \`new\` there is not certain. View the lines and copy them exactly.`;
}

/** An edit that was written for the file as it was before the edits ahead of it. */
function explainStale(before: readonly string[], edit: Edit): string {
  const at = before.findLastIndex((text) => edit.old !== '' && findText(text, edit.old, 1).length > 0);
  if (at < 0) return '';
  return `\n\`old\` is in the file as it was before edit ${at + 1} of this call: write each edit for the result of the one before it.`;
}

function countOf(matches: readonly Match[]): string {
  return matches.length === MAX_MATCHES ? `more than ${MAX_MATCHES - 1}` : String(matches.length);
}

function linesOf(text: string, matches: readonly Match[]): string {
  let line = 1;
  let at = 0;
  const numbers = matches.slice(0, MAX_SHOWN_LINE_NUMBERS).map(({ start }) => {
    line += lineNumberAt(text.slice(at, start), start - at) - 1;
    at = start;
    return line;
  });
  return `${matches.length > 1 ? 'lines' : 'line'} ${numbers.join(', ')}`;
}

function refuse(problem: string): { readonly ok: false; readonly problem: string } {
  return { ok: false, problem };
}
