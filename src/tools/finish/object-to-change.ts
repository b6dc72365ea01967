import type { Change } from '../change/read-change.ts';
import type { ChangedFile } from '../changed-file.ts';
import type { FinishInput } from '../finish.ts';
import { addedLines } from './added-lines.ts';
import { findLeftovers } from './find-leftovers.ts';

export type KnownChange = Extract<Change, { readonly kind: 'known' }>;

const LARGE_BYTES = 1_000_000;
const MAX_NAMED = 10;

/** What speaks against a change as the end of the work, one sentence each, as far as the files alone tell. */
export function objectToChange(change: KnownChange, outcome: FinishInput['outcome']): readonly string[] {
  const { files } = change;
  return [
    ...objectToOutcome(files, outcome),
    ...sentence('These new files look left over; remove them, or use them in the change', findLeftovers(files)),
    ...sentence('There are conflict markers in', files.filter(hasConflictMarkers).map(pathOf)),
    ...sentence('These files are binary and larger than a megabyte', files.filter(isLargeBinary).map(pathOf)),
    ...sentence('The change has damaged whitespace (git diff --check)', change.whitespace.filter(isDamage)),
  ];
}

function objectToOutcome(files: readonly ChangedFile[], outcome: FinishInput['outcome']): readonly string[] {
  if (outcome === 'fixed' && files.length === 0) {
    return ['You say it is fixed, but no file has changed: make the change, or finish with another outcome.'];
  }
  if (outcome !== 'no_change_needed') return [];
  return sentence(
    'You say no change is needed, but there is one: take it back, or finish with another outcome. Changed are',
    files.map(pathOf),
  );
}

function sentence(words: string, names: readonly string[]): readonly string[] {
  if (names.length === 0) return [];
  const more = names.length > MAX_NAMED ? ` and ${names.length - MAX_NAMED} more` : '';
  return [`${words}: ${names.slice(0, MAX_NAMED).map(shorten).join(', ')}${more}.`];
}

/** On one line: names come from the box. */
function shorten(name: string): string {
  return name.slice(0, 200).replaceAll(/\s/g, ' ');
}

function pathOf({ path }: ChangedFile): string {
  return path;
}

function hasConflictMarkers(file: ChangedFile): boolean {
  const added = addedLines(file);
  return added.some((line) => line.startsWith('<<<<<<< ')) && added.some((line) => line.startsWith('>>>>>>> '));
}

function isLargeBinary({ isText, size, status }: ChangedFile): boolean {
  return !isText && size > LARGE_BYTES && status !== 'deleted';
}

/** Where spaces at the end mean something, or the text is not the author's own. */
function isDamage(place: string): boolean {
  return !/\.(?:md|markdown|mdx|snap|patch|diff|txt|golden|out):\d{1,9}: /i.test(place);
}
