import type { Language } from './language-of.ts';

/** A text in which everything stands where it stood, with spaces for what was taken out. */
export type MaskedCode = {
  /** Without comments. */
  readonly code: string;
  /** Without comments, and with nothing between the quotes. */
  readonly bare: string;
};

/** Takes out what is no code. A tripwire's reading: it knows tokens, and no grammar. Time is linear in the text. */
export function maskCode(text: string, language: Language): MaskedCode {
  const pattern = tokens[language];
  const isComment = (token: string) => comments[language].test(token);
  return {
    code: text.replace(pattern, (token) => (isComment(token) ? blank(token) : token)),
    bare: text.replace(pattern, (token) => (isComment(token) ? blank(token) : emptied(token))),
  };
}

function emptied(token: string): string {
  return token.length < 2 ? token : `${token[0]}${blank(token.slice(1, -1))}${token.at(-1)}`;
}

function blank(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}

// What is not closed goes on to the end of its line, or of the text: no place is looked at twice.
const slashes = String.raw`\/\/[^\n]*|\/\*(?:[\s\S]*?\*\/|[\s\S]*)`;
const single = String.raw`'(?:\\[\s\S]|[^'\\\n])*'?`;
const double = String.raw`"(?:\\[\s\S]|[^"\\\n])*"?`;
const tripleDouble = String.raw`"""(?:[\s\S]*?"""|[\s\S]*)`;
const tripleSingle = String.raw`'''(?:[\s\S]*?'''|[\s\S]*)`;
// What is filled in may hold strings with other quotes.
const filledIn = String.raw`\$\{(?:'(?:\\.|[^'\\\n]){0,60}'|"(?:\\.|[^"\\\n]){0,60}"|\x60[^\x60\\\n]{0,60}\x60|[^'"\x60{}\n\\]){0,30}\}`;
const template = String.raw`\x60(?:\\[\s\S]|${filledIn}|[^\x60\\])*\x60?`;
const regex = String.raw`(?<=(?:[(,=:[!&|?{};]|\breturn)[ \t]{0,9})\/(?:\\.|\[(?:\\.|[^\]\\\n]){0,200}\]?|[^/\\\n[]){1,300}\/?`;

const tokens: Readonly<Record<Language, RegExp>> = {
  javascript: new RegExp([slashes, single, double, template, regex].join('|'), 'g'),
  python: new RegExp([String.raw`#[^\n]*`, tripleDouble, tripleSingle, single, double].join('|'), 'g'),
  go: new RegExp([slashes, single, double, String.raw`\x60[^\x60]*\x60?`].join('|'), 'g'),
  rust: new RegExp(
    [
      slashes,
      String.raw`\br(#{0,9})"(?:[\s\S]*?"\1|[\s\S]*)`,
      String.raw`"(?:\\[\s\S]|[^"\\])*"?`,
      String.raw`'(?:\\[^\n]{1,10}?|[^'\\\n])'`,
    ].join('|'),
    'g',
  ),
  java: new RegExp([slashes, tripleDouble, single, double].join('|'), 'g'),
  ruby: new RegExp(
    [String.raw`^=begin\b(?:[\s\S]*?^=end|[\s\S]*)`, String.raw`#[^\n]*`, single, double].join('|'),
    'gm',
  ),
};

const cComment = /^\/[/*]/;
const comments: Readonly<Record<Language, RegExp>> = {
  javascript: cComment,
  go: cComment,
  rust: cComment,
  java: cComment,
  python: /^#/,
  ruby: /^(?:#|=begin)/,
};
