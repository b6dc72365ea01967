/** A comment that says "the rest stays as it was" where the rest should be. Bounded throughout: the text is hostile. */
const PLACEHOLDER =
  /^[ \t]{0,200}(?:\/\/|#|--|;|\/\*|<!--|\{\/\*)[ \t]{0,8}(?:\.{3}|…|\[)[ \t]{0,8}(?:the )?(?:rest|remaining|remainder|existing|other|previous|unchanged|same|omitted|more)\b[^\n]{0,200}$/im;

/** The first line of `written` that stands for code that was left out, unless `known` has the same line. */
export function findPlaceholder(written: string, known: string): string | null {
  const line = PLACEHOLDER.exec(written)?.[0].trim();
  return line === undefined || known.includes(line) ? null : line;
}
