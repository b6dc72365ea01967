import { explainMismatch } from './explain-mismatch.ts';
import { findMatches, type Match } from './find-matches.ts';
import { stripGutter } from './strip-gutter.ts';

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
  const lineNumbers = matches.map(({ start }) => text.slice(0, start).split('\n').length);
  if (matches.length > 1 && !edit.replace_all) {
    const shown = lineNumbers.slice(0, 20).join(', ');
    return refuse(
      `\`old\` is found ${matches.length} times, at lines ${shown}. Add lines around it until it is unique, or set replace_all.`,
    );
  }
  let changed = text;
  for (const { start, end, replacement } of matches.toReversed()) {
    if (replacement === null) {
      return refuse(
        `\`old\` matches line ${lineNumbers[0]} but for the indentation, and how to indent \`new\` there is not certain. View the lines and copy their indentation exactly.`,
      );
    }
    changed = changed.slice(0, start) + replacement + changed.slice(end);
  }
  return changed === text ? refuse('the file already reads like that.') : { ok: true, text: changed };
}

function refuse(problem: string): EditResult {
  return { ok: false, problem };
}
