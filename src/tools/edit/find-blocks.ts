/** Where the lines `wanted` stand in `lines`, overlaps included, at most `limit` of them. Reads each line about twice, whatever repeats in it. */
export function findBlocks(lines: readonly string[], wanted: readonly string[], limit: number): readonly number[] {
  const starts: number[] = [];
  const fallback = fallbacksOf(wanted);
  let matched = 0;
  for (const [at, line] of lines.entries()) {
    matched = advance(wanted, fallback, matched, line);
    if (matched < wanted.length) continue;
    starts.push(at - wanted.length + 1);
    if (starts.length === limit) break;
    matched = fallback[matched - 1] ?? 0;
  }
  return starts;
}

/** How many lines of `wanted` are matched after `line`, when `matched` were before it: Knuth, Morris and Pratt's step. */
function advance(wanted: readonly string[], fallback: readonly number[], matched: number, line: string): number {
  let length = matched;
  while (length > 0 && wanted[length] !== line) length = fallback[length - 1] ?? 0;
  return wanted[length] === line ? length + 1 : 0;
}

/** For each length: how many lines at its end are those at the beginning. */
function fallbacksOf(wanted: readonly string[]): readonly number[] {
  const fallback = [0];
  for (const [at, line] of wanted.entries()) {
    if (at > 0) fallback.push(advance(wanted, fallback, fallback[at - 1] ?? 0, line));
  }
  return fallback;
}
