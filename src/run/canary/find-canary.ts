import { disguises } from '../../report/disguises.ts';
import { replaceExact } from '../../report/replace-exact.ts';
import { canaryPrefix } from './new-canary.ts';

/**
 * Tells whether a text has a third or more of the canary in one piece: as it is, reversed, or encoded in one of the ways in which
 * credentials are carried off. A third, so that each half of a canary that was cut in two is found alone. Only letters and
 * digits count, in any case: what is written over lines, labels of a host, parts of a path or wide characters is the same
 * text. Time is linear in it. A thief who encrypts is not seen.
 */
export function canaryFinder(canary: string): (content: string | Uint8Array) => boolean {
  const secret = canary.slice(canaryPrefix.length);
  const pieces = new Set(disguises(secret).flatMap((disguise) => thirdsOf(fold(disguise))));
  const takeOut = replaceExact([...pieces], '');
  return (content) => {
    const text = fold(typeof content === 'string' ? content : Buffer.from(content).toString('latin1'));
    return takeOut(text).length < text.length;
  };
}

function thirdsOf(text: string): readonly string[] {
  const length = Math.ceil(text.length / 3);
  return Array.from({ length: text.length - length + 1 }, (_, start) => text.slice(start, start + length));
}

function fold(text: string): string {
  return text
    .replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .toLowerCase()
    .replaceAll(/[^0-9a-z]+/g, '');
}
