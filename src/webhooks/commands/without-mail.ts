import type { CommentLine } from './comment-line.ts';

/**
 * Marks what a mail program put below, or above, a reply: what follows "On …, … wrote:" or "Original Message". Where the quoted
 * lines are marked, the reply may go on after them; where they are not, everything that follows is quoted.
 */
export function withoutMail(lines: readonly CommentLine[]): readonly CommentLine[] {
  const from = lines.findIndex((line, at) => isSeparator(line) || isAttribution(line, lines[at - 1]?.text ?? ''));
  if (from === -1) return lines;
  const end = endOf(lines, from);
  return lines.map((line, at) => (at >= from && at < end ? { text: line.text, place: 'mail' } : line));
}

function endOf(lines: readonly CommentLine[], from: number): number {
  const first = lines.findIndex((line, at) => at > from && isWritten(line));
  const isMarked = lines[first]?.place === 'quotation';
  const separates = lines[from] !== undefined && isSeparator(lines[from]);
  if (separates || !isMarked) return lines.length;
  const end = lines.findIndex((line, at) => at > first && isWritten(line) && line.place !== 'quotation');
  return end === -1 ? lines.length : end;
}

const isWritten = ({ text }: CommentLine) => text.trim() !== '';

const longest = 300;

function isSeparator({ text, place }: CommentLine): boolean {
  return place === 'open' && text.length <= longest && separator.test(text.trim());
}

const separator =
  /^-{3,} ?(?:original message|forwarded message|ursprüngliche nachricht|message d'origine|mensaje original) ?-{3,}$/i;

/** It may be broken into two lines, and has a date in it: people do not write one before a colon. */
function isAttribution({ text, place }: CommentLine, before: string): boolean {
  if (place !== 'open' || text.length > longest || !wrote.test(text.trim())) return false;
  const whole = begins.test(text) ? text : `${before.slice(0, longest)} ${text}`;
  return begins.test(whole) && /\d/.test(whole);
}

const wrote = /(?:wrote|a écrit|escribió|ha scritto|schrieb(?: [^:]{1,200})?|schreef(?: [^:]{1,200})?) ?:$/i;
const begins = /^(?:On|Le|El|Il|Am|Op)\s/;
