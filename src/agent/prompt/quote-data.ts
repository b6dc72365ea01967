import { createHash } from 'node:crypto';

/**
 * `text` between tags that it cannot close: their name carries a digest of the text, which no text can contain of itself.
 * Characters that a person would not see are made visible, so that nothing can be said past the reader.
 */
export function quoteData(kind: string, text: string): string {
  const visible = text.replaceAll(/\r\n?/g, '\n').replaceAll(INVISIBLE, escapeCharacter);
  const tag = `${kind}-${createHash('sha256').update(visible).digest('hex').slice(0, 32)}`;
  return `<${tag}>\n${visible}\n</${tag}>`;
}

/** Controls, formats (bidi, zero width, tags), private use and lone surrogates, but for tab, newline and the joiner in emoji. */
const INVISIBLE = /(?![\t\n\u200d])[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u115f\u1160\u3164\uffa0]/gu;

function escapeCharacter(character: string): string {
  return `\\u{${character.codePointAt(0)?.toString(16) ?? ''}}`;
}
