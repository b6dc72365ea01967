import type { Mark } from './mark.ts';
import type { MaskedCode } from './mask-code.ts';
import type { TestWords } from './test-words.ts';

export type Assertion = Mark & {
  /** `hollow`: holds whatever the code does. `weak`: holds for very many values. */
  readonly strength: 'strong' | 'weak' | 'hollow';
};

/** Reads the statement that starts with an assertion. */
export function readAssertion(
  { code, bare }: MaskedCode,
  words: TestWords,
  { start, line }: { readonly start: number; readonly line: number },
): Assertion {
  const end = endOfStatement(bare, start);
  const text = inOneLine(code.slice(start, end));
  const isFilledIn = /\x60[^\x60]*\$\{/.test(text);
  const strength = strengthOf(inOneLine(bare.slice(start, end)), words);
  return { line, text, strength: strength === 'hollow' && isFilledIn ? 'strong' : strength };
}

const maxStatement = 300;

/** The end of the line on which nothing is open any more. */
function endOfStatement(bare: string, start: number): number {
  const last = Math.min(bare.length, start + maxStatement);
  let depth = 0;
  for (let at = start; at < last; at += 1) {
    const character = bare[at] ?? '';
    if ('([{'.includes(character)) depth += 1;
    if (')]}'.includes(character)) depth -= 1;
    if (depth < 0 || (depth === 0 && (character === ';' || (character === '\n' && !goesOn(bare, at))))) return at;
  }
  return last;
}

/** A chain may go on in the next line. */
function goesOn(bare: string, newline: number): boolean {
  return /^\s{0,80}\./.test(bare.slice(newline, newline + 82));
}

function inOneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function strengthOf(statement: string, words: TestWords): Assertion['strength'] {
  if (words.hollow.test(statement)) return 'hollow';
  return words.weak.test(statement) ? 'weak' : 'strong';
}
