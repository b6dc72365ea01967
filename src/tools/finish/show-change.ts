import type { Change } from '../change/read-change.ts';
import type { ChangedFile } from '../changed-file.ts';
import { mistake, type Observation, result } from '../tool.ts';

export type Review = {
  readonly change: Change;
  readonly objections: readonly string[];
  /** Lines that may have been meant to be taken out again. */
  readonly debugging: readonly string[];
};

const MAX_LISTED = 60;

/** What the model sees before its finish is accepted: the change, what speaks against it, and what to ask itself. */
export function showChange({ change, objections, debugging }: Review): Observation {
  const parts = [showDifference(change), showObjections(objections), showDebugging(debugging), CHECKLIST];
  const text = parts.filter((part) => part !== '').join('\n\n');
  return objections.length === 0 ? result(text) : mistake(text);
}

function showDifference(change: Change): string {
  if (change.kind === 'unknown') return `Not finished yet. Your change could not be shown (${change.why}).`;
  if (change.files.length === 0) return 'Not finished yet. No file has changed.';
  const listed = change.files.slice(0, MAX_LISTED).map(describeFile).join('\n');
  const more = change.files.length - Math.min(change.files.length, MAX_LISTED) + change.omittedFiles;
  const rest = more === 0 ? '' : `\n  … and ${more} more`;
  return `Not finished yet: look at your change first. These files are part of it:\n${listed}${rest}\n\n${change.diff}`;
}

const MARKS: Readonly<Record<ChangedFile['status'], string>> = {
  added: 'new',
  modified: 'changed',
  deleted: 'deleted',
};

function describeFile({ path, status, isText, size }: ChangedFile): string {
  return `  ${MARKS[status]} ${path.slice(0, 300).replaceAll(/\s/g, ' ')}${isText ? '' : ` (no text, ${size} bytes)`}`;
}

function showObjections(objections: readonly string[]): string {
  if (objections.length === 0) return '';
  const list = objections.map((objection) => `- ${objection}`).join('\n');
  return `This speaks against it:\n${list}\nPut it right. What is meant to be so, explain in \`limits\`; reviewers are told of it.`;
}

function showDebugging(lines: readonly string[]): string {
  if (lines.length === 0) return '';
  return `Are these lines meant to stay?\n${lines.map((line) => `  ${line}`).join('\n')}`;
}

const CHECKLIST = `Before you confirm:
- Does every point of the issue have its counterpart in the change, and nothing else?
- Have the callers of what you changed, and the edge cases, been looked at?
- Did you run the tests after your last edit, and see them pass?
- Are scripts, logs and other files you made only for yourself removed?
- Are tests, checks and configuration as strict as they were?
If something is missing, go on working. If all is well, call finish again, with everything in it.`;
