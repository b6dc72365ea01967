import { cleanText } from './clean-text.ts';
import { withoutComments } from './without-comments.ts';

/** One heading of a template and the boxes below it, as they were written. What else stands there tells people what to write. */
export type TemplatePart = { readonly title: string; readonly boxes: readonly string[] };

const limits = { characters: 64 * 1024, parts: 25, boxes: 40, lineCharacters: 300 };

/** The headings of a template in their order; what precedes the first has an empty title. Time is linear in the text. */
export function readTemplate(text: string): readonly TemplatePart[] {
  const parts: { title: string; level: number; boxes: string[] }[] = [{ title: '', level: 7, boxes: [] }];
  for (const line of proseLines(text)) {
    const heading = headingOf(line);
    const box = /^\s{0,12}(?:[-*+]|\d{1,3}[.)])\s+\[[ xX]?\]\s+(\S.*)$/.exec(line)?.[1];
    if (heading !== null) parts.push({ ...heading, boxes: [] });
    else if (box !== undefined) parts.at(-1)?.boxes.push(box);
  }
  return parts
    .filter(({ title, level, boxes }, index) => {
      const isOnlyAbove = (parts[index + 1]?.level ?? 0) > level;
      return boxes.length > 0 || (title !== '' && !isOnlyAbove);
    })
    .slice(0, limits.parts)
    .map(({ title, boxes }) => ({ title, boxes: boxes.slice(0, limits.boxes) }));
}

/** Empty where there is a code block. A line is cut, so that none costs much. */
function proseLines(text: string): readonly string[] {
  let isFenced = false;
  return withoutComments(cleanText(text.slice(0, limits.characters)))
    .split('\n')
    .map((line) => line.slice(0, limits.lineCharacters).toWellFormed())
    .map((line) => {
      const isFence = /^\s*(?:```|~~~)/.test(line);
      if (isFence) isFenced = !isFenced;
      return isFence || isFenced ? '' : line;
    });
}

/** `## Title`, and `**Title**` alone in its line. */
function headingOf(line: string): { readonly title: string; readonly level: number } | null {
  const [, marks = '', title] = /^\s{0,3}(#{1,6})\s+(\S.*)$/.exec(line) ?? [];
  if (title !== undefined) return { title: title.replace(/[\s#]+$/, '').replaceAll('**', ''), level: marks.length };
  const bold = /^\s{0,3}\*\*([^*]{1,120})\*\*:?\s*$/.exec(line)?.[1];
  return bold === undefined ? null : { title: bold.replace(/:$/, ''), level: 6 };
}
