import { createHash } from 'node:crypto';

/**
 * `text` between tags that it cannot close: their name carries a digest of the text, which no text can contain of itself.
 * Characters that a person would not see are made visible, so that nothing can be said past the reader, and so are the marks
 * with which chat templates part one speaker from the next: servers that put a conversation together as text would obey them.
 *
 * Observations are not quoted so. They come in messages whose role says what they are, the rules say that no instruction comes in
 * those, and a model that edits a file needs its bytes as they are. Where a wire has no such role, its adapter has to quote them.
 */
export function quoteData(kind: string, text: string): string {
  const visible = text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(INVISIBLE, escapeCharacter)
    .replaceAll(SPEAKER_MARK, (mark) => escapeCharacter(mark.slice(0, 1)) + mark.slice(1));
  const tag = `${kind}-${createHash('sha256').update(visible).digest('hex').slice(0, 32)}`;
  return `<${tag}>\n${visible}\n</${tag}>`;
}

/** Controls, formats (bidi, zero width, tags), private use and lone surrogates, but for tab, newline and the joiner in emoji. */
const INVISIBLE = /(?![\t\n\u200d])[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u115f\u1160\u3164\uffa0]/gu;

/** `<|im_start|>` and its kin with either bar, `<start_of_turn>`, `[INST]`, `<<SYS>>`. */
const SPEAKER_MARK = /<[|\uff5c][\w\u2581-]{1,40}[|\uff5c]>|<\/?(?:start|end)_of_turn>|\[\/?INST\]|<<\/?SYS>>/gi;

function escapeCharacter(character: string): string {
  return `\\u{${character.codePointAt(0)?.toString(16) ?? ''}}`;
}
