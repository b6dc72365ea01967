import { oneLine } from './one-line.ts';

/** A list of which no entry takes more than a line. */
export function listAtMost(count: number, entries: readonly string[]): string {
  const shown = entries.slice(0, count).map((entry) => `- ${oneLine(entry)}`);
  return [...shown, ...(entries.length > count ? [`- … and ${entries.length - count} more`] : [])].join('\n');
}
