import type { MaskedCode } from './mask-code.ts';
import type { TestWords } from './test-words.ts';

export type Title = { readonly text: string; readonly start: number; readonly end: number };

/** The names of the tests in a file, in order. What only stands in a string is none. */
export function findTitles({ code, bare }: MaskedCode, words: TestWords): readonly Title[] {
  return [...code.matchAll(words.title)].flatMap((match) => {
    const text = match.slice(1).find((group) => group !== undefined);
    const start = match.index + match[0].search(/\S/);
    const isCode = bare[start] === code[start];
    return text === undefined || !isCode
      ? []
      : [{ text, start, end: match.index + match[0].lastIndexOf(text) + text.length }];
  });
}
