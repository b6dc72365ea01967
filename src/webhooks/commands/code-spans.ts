/** A piece of a text: from `start` up to, and without, `end`. */
export type Span = { readonly start: number; readonly end: number };

/**
 * The inline code of a paragraph: a run of backticks up to the next run of the same length. A run without a partner is text.
 * Takes time in proportion to the text, whatever is in it.
 */
export function codeSpans(paragraph: string): readonly Span[] {
  if (!paragraph.includes('`')) return [];
  const runs = [...paragraph.matchAll(/`+/g)].map(({ index, 0: { length } }) => ({ index, length }));
  const partners = partnersOf(runs.map(({ length }) => length));
  const spans: Span[] = [];
  let end = 0;
  runs.forEach(({ index }, at) => {
    const partner = runs[partners[at] ?? -1];
    if (index < end || partner === undefined) return;
    end = partner.index + partner.length;
    spans.push({ start: index, end });
  });
  return spans;
}

/** For each run, where the next one of the same length is. */
function partnersOf(lengths: readonly number[]): readonly (number | undefined)[] {
  const nearest = new Map<number, number>();
  const partners: (number | undefined)[] = [];
  for (let at = lengths.length - 1; at >= 0; at -= 1) {
    const length = lengths[at] ?? 0;
    partners[at] = nearest.get(length);
    nearest.set(length, at);
  }
  return partners;
}
