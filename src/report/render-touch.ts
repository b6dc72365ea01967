import type { TouchedHunk } from '../verify/touched-hunk.ts';
import { codeSpan } from './code-span.ts';
import { fold } from './fold.ts';
import { shownItems, shownTests } from './shown-items.ts';
import { tableRow } from './table-row.ts';

/** Every part of the change and whether a test notices when it is taken back; the parts that none notices come first. */
export function renderTouch(touch: readonly TouchedHunk[] | null): string {
  if (touch === null || touch.length === 0) return '';
  const noticed = touch.filter((hunk) => hunk.noticed === 'yes').length;
  const ordered = touch.toSorted((one, other) => order[one.noticed] - order[other.noticed]);
  const rows = ordered
    .slice(0, shownItems)
    .map((hunk) => tableRow(`${codeSpan(hunk.path)} ${placeOf(hunk)}`, answerOf(hunk)));
  const more = touch.length > shownItems ? [tableRow(`… and ${touch.length - shownItems} more`, '')] : [];
  const title = `Parts of the change that a test notices when they alone are taken back: ${noticed} of ${touch.length}`;
  const table = ['| Part of the change | Does a test notice? |', '| --- | --- |', ...rows, ...more].join('\n');
  // Where every part is noticed, the number says it all.
  return noticed === touch.length ? fold(`<b>${title}</b>`, table) : `**${title}**\n\n${table}`;
}

const order = { no: 0, unknown: 1, yes: 2 };

function placeOf({ from, to }: TouchedHunk): string {
  if (to < from) return `removed before line ${from}`;
  return from === to ? `line ${from}` : `lines ${from}–${to}`;
}

function answerOf({ noticed, tests }: TouchedHunk): string {
  if (noticed === 'no') return '**no**';
  if (noticed === 'unknown') return 'not known';
  if (tests.length === 0) return 'yes';
  const named = tests.slice(0, shownTests).map((test) => codeSpan(test, 100));
  return `yes: ${named.join(', ')}${tests.length > shownTests ? ', …' : ''}`;
}
