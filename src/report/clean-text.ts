/**
 * Text that shows all it contains: no terminal sequences, no overwritten lines, and characters that are invisible or
 * turn the writing around spelt out as `\u{…}`. Cleaning twice changes nothing.
 */
export function cleanText(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(terminalSequence, '')
    .replaceAll(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replaceAll(control, '')
    .replaceAll(invisible, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
}

// biome-ignore-start lint/suspicious/noControlCharactersInRegex: they are what is being looked for
// biome-ignore-start lint/suspicious/noMisleadingCharacterClass: single code points are meant

/** CSI; OSC with its end; DCS, SOS, PM and APC with their end; any other escape. No part reaches past a
 * control character, so that a sequence without an end costs nothing. */
const terminalSequence =
  /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b\]|\x9d)[^\x00-\x1f\x7f-\x9f]*(?:\x07|\x1b\\|\x9c)|(?:\x1b[PX^_]|[\x90\x98\x9e\x9f])[^\x00-\x1f\x7f-\x9f]*(?:\x1b\\|\x9c)|\x1b[ -/]*[0-~]?/g;

const control = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;

/** Soft hyphen, bidirectional marks, zero-width and filler characters, variation selectors but the emoji one, tags. */
const invisible =
  /[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0e\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e0fff}]/gu;

// biome-ignore-end lint/suspicious/noMisleadingCharacterClass: see above
// biome-ignore-end lint/suspicious/noControlCharactersInRegex: see above
