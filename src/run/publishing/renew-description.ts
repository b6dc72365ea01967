import { createHash } from 'node:crypto';
import { fence } from '../../report/fence.ts';
import { fold } from '../../report/fold.ts';

/** Of a description, by GitHub's limit. */
const maxCharacters = 65_536;
const kept = { lines: 200, characters: 4_000, lineCharacters: 500 };

/** Our part of a description, between marks that its readers do not see; the second tells whether somebody changed it since. */
export function encloseDescription(ours: string): string {
  const text = ours.trim();
  return `${begin}\n${text}\n${endOf(text)}`;
}

/**
 * A description with our part made anew. What people wrote around it stays; what they wrote into it is kept below, as a quotation.
 * `null`: there is no room for both, and the description stays as it is.
 */
export function renewDescription(current: string, ours: string): string | null {
  const { before, inside, after, isOurs } = divide(current.replaceAll('\r\n', '\n'));
  const theirs =
    isOurs || inside.trim() === '' ? '' : fold('What stood here before, as somebody changed it', fence(inside, kept));
  const parts = [before.trim(), encloseDescription(ours), theirs, after.trim()].filter((part) => part !== '');
  const renewed = parts.join('\n\n');
  return renewed.length > maxCharacters ? null : renewed;
}

const begin = '<!-- sandpiper:description -->';
const end = /<!-- sandpiper:description-ends=([0-9a-f]{16}) -->/;

function endOf(text: string): string {
  return `<!-- sandpiper:description-ends=${digestOf(text)} -->`;
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

type Parts = {
  readonly before: string;
  readonly inside: string;
  readonly after: string;
  /** Nobody changed what is inside. */
  readonly isOurs: boolean;
};

/** Where a mark is missing all is taken for what people wrote. */
function divide(text: string): Parts {
  const from = text.indexOf(begin);
  const [mark, digest] = end.exec(text) ?? [];
  const to = mark === undefined ? -1 : text.indexOf(mark);
  if (from < 0 || mark === undefined || to < from) return { before: '', inside: text, after: '', isOurs: false };
  const inside = text.slice(from + begin.length, to).trim();
  return {
    before: text.slice(0, from),
    inside,
    after: text.slice(to + mark.length),
    isOurs: digestOf(inside) === digest,
  };
}
