/** Where in a text there are words of code, one list for each line. */
export type CodeWord = { readonly start: number; readonly end: number };

/**
 * Words and the quotes of strings, as offsets into the text; without comments, and without the words that only open a block:
 * a runner counts those to the block before or after, and braces as it likes. A line without any is neither executed nor
 * missed. Comments are whole lines, or begin after a blank; other text that looks so is lost, which claims nothing.
 */
export function codeWords(text: string): readonly (readonly CodeWord[])[] {
  let isInBlock = false;
  let offset = 0;
  return text.split('\n').map((line) => {
    const start = offset;
    offset += line.length + 1;
    const code = line.trimStart();
    const isComment = isInBlock || code.startsWith('/*');
    if (isComment) isInBlock = !code.includes('*/', isInBlock ? 0 : 2);
    return isComment ? [] : wordsOf(withoutTail(line), start);
  });
}

function withoutTail(line: string): string {
  const at = line.search(/(?:^|\s)\/\//);
  return at === -1 ? line : line.slice(0, at);
}

function wordsOf(line: string, offset: number): readonly CodeWord[] {
  return [...line.matchAll(/[\w$'"`#\u0080-\uffff]+/g)]
    .filter(([word]) => !opensBlock.has(word))
    .map(({ 0: word, index }) => ({ start: offset + index, end: offset + index + word.length }));
}

const opensBlock = new Set(['else', 'try', 'finally', 'do']);
