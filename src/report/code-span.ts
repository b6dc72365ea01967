import { cleanText } from './clean-text.ts';
import { inertRaw } from './inert-raw.ts';

/** One line of any text as a code span that nothing in it can end; nothing inside is a link, a mention or markup. */
export function codeSpan(text: string, maxCharacters = 200): string {
  const line = cleanText(text).replaceAll(/\s+/g, ' ').trim();
  const shown = inertRaw(line.length > maxCharacters ? `${line.slice(0, maxCharacters).toWellFormed()}…` : line);
  if (shown === '') return '(empty)';
  const longestRun = Math.max(0, ...(shown.match(/`+/g) ?? []).map((run) => run.length));
  if (longestRun === 0) return `\`${shown}\``;
  const fence = '`'.repeat(longestRun + 1);
  return `${fence} ${shown} ${fence}`;
}
