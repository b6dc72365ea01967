/** `line 3`, `lines 3–5, 9`: ascending line numbers as ranges, at most `maxRanges` of them. */
export function formatLines(lines: readonly number[], maxRanges = 12): string {
  const ranges = lineRanges(lines);
  const shown = ranges.slice(0, maxRanges).map(({ from, to }) => (from === to ? `${from}` : `${from}–${to}`));
  const more = ranges.length > maxRanges ? ', …' : '';
  return `${lines.length === 1 ? 'line' : 'lines'} ${shown.join(', ')}${more}`;
}

export type LineRange = { readonly from: number; readonly to: number };

/** Both ends included. */
export function lineRanges(lines: readonly number[]): readonly LineRange[] {
  const ranges: { from: number; to: number }[] = [];
  for (const line of lines.toSorted((one, other) => one - other)) {
    const last = ranges.at(-1);
    if (last !== undefined && line <= last.to + 1) last.to = line;
    else ranges.push({ from: line, to: line });
  }
  return ranges;
}
