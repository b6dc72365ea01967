import { explainMismatch } from './explain-mismatch.ts';
import { findMatches, MAX_MATCHES, type Match } from './find-matches.ts';
import { stripGutter } from './strip-gutter.ts';
import { MAX_FILE_BYTES } from '../text-file.ts';

const MAX_SHOWN_LINE_NUMBERS = 20;

export type Edit = { readonly old: string; readonly new: string; readonly replace_all: boolean };

export type EditResult =
  | { readonly ok: true; readonly text: string }
  /** Words for the model. */
  | { readonly ok: false; readonly problem: string };

/** Applies every edit to the result of the one before it, or none at all. */
export function applyEdits(text: string, edits: readonly Edit[]): EditResult {
  let current = text;
  for (const [index, edit] of edits.entries()) {
    const applied = applyEdit(current, edit);
    if (!applied.ok) {
      return { ok: false, problem: `Edit ${index + 1} of ${edits.length}: ${applied.problem}\nNothing was changed.` };
    }
    current = applied.text;
  }
  return { ok: true, text: current };
}

function applyEdit(text: string, edit: Edit): EditResult {
  if (edit.old === '') return refuse('`old` is empty. Give the text to replace, or use write for a whole file.');
  if (edit.old === edit.new) return refuse('`old` and `new` are the same.');
  const matches = findMatches(text, edit);
  if (matches.length > 0) return applyMatches(text, edit, matches);
  const bare = stripGutter(edit);
  const bareMatches = bare === null ? [] : findMatches(text, bare);
  if (bare !== null && bareMatches.length > 0) return applyMatches(text, bare, bareMatches);
  return refuse(explainMismatch(text, edit));
}

function applyMatches(text: string, edit: Edit, matches: readonly Match[]): EditResult {
  if (matches.length > 1 && !edit.replace_all) return refuse(explainAmbiguity(text, matches));
  if (matches.length === MAX_MATCHES) {
    return refuse(
      `\`old\` is found ${countOf(matches)} times, more than one edit may replace. Use bash, for example sed.`,
    );
  }
  const parts: string[] = [];
  let size = text.length;
  let at = 0;
  for (const { start, end, replacement } of matches) {
    const written = replacement();
    if (written === null) return refuse(explainIndent(text, matches));
    size += written.length - (end - start);
    if (size > MAX_FILE_BYTES) return refuse(`the file would have more than ${MAX_FILE_BYTES} characters.`);
    parts.push(text.slice(at, start), written);
    at = end;
  }
  const changed = [...parts, text.slice(at)].join('');
  return changed === text ? refuse('the file already reads like that.') : { ok: true, text: changed };
}

function explainAmbiguity(text: string, matches: readonly Match[]): string {
  const lines = lineNumbers(text, matches.slice(0, MAX_SHOWN_LINE_NUMBERS)).join(', ');
  return `\`old\` is found ${countOf(matches)} times, at lines ${lines}. Add lines around it until it is unique, or set replace_all.`;
}

function explainIndent(text: string, matches: readonly Match[]): string {
  const [line] = lineNumbers(text, matches.slice(0, 1));
  return `\`old\` matches line ${line} but for the indentation, and how to indent \`new\` there is not certain. View the lines and copy their indentation exactly.`;
}

function countOf(matches: readonly Match[]): string {
  return matches.length === MAX_MATCHES ? `more than ${MAX_MATCHES - 1}` : String(matches.length);
}

function lineNumbers(text: string, matches: readonly Match[]): readonly number[] {
  let line = 1;
  let at = 0;
  return matches.map(({ start }) => {
    line += text.slice(at, start).split('\n').length - 1;
    at = start;
    return line;
  });
}

function refuse(problem: string): EditResult {
  return { ok: false, problem };
}
