const MAX_TABLE_CELLS = 1_000_000;

/** For a line of `after`, the line of `before` that it repeats: a longest common subsequence. `null`: too many to compare. */
export function pairLines(before: readonly string[], after: readonly string[]): ReadonlyMap<number, number> | null {
  const pairs = new Map<number, number>();
  if (before.length * after.length > MAX_TABLE_CELLS) return null;
  const lengths = commonLengths(before, after);
  const lengthAt = (i: number, j: number) => lengths[i]?.[j] ?? 0;
  for (let i = 0, j = 0; i < before.length && j < after.length; ) {
    if (before[i] === after[j]) pairs.set(j++, i++);
    else if (lengthAt(i + 1, j) >= lengthAt(i, j + 1)) i += 1;
    else j += 1;
  }
  return pairs;
}

/** `lengths[i][j]`: how many lines the rests of both, from `i` and from `j`, have in common. */
function commonLengths(before: readonly string[], after: readonly string[]): readonly Uint32Array[] {
  let below = new Uint32Array(after.length + 1);
  const lengths = [below];
  for (const line of before.toReversed()) {
    const row = new Uint32Array(after.length + 1);
    for (let j = after.length - 1; j >= 0; j -= 1) {
      row[j] = line === after[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
    }
    lengths.push(row);
    below = row;
  }
  return lengths.toReversed();
}
