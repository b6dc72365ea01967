/** Lines of a text, counted from 1; `count` 0: none, in front of line `start`. */
export type Lines = { readonly start: number; readonly count: number };

/** The text at head with one place as it was at base, everything else as it is. */
export function takeBack(
  texts: { readonly before: string; readonly after: string },
  place: { readonly before: Lines; readonly after: Lines },
): string {
  const before = linesOf(texts.before);
  const after = linesOf(texts.after);
  const { start, count } = place.after;
  const old = before.slice(place.before.start - 1, place.before.start - 1 + place.before.count);
  return [...after.slice(0, start - 1), ...old, ...after.slice(start - 1 + count)].join('');
}

/** Each with its end, so that the last one keeps that it has none. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
