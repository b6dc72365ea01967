/** The known word that differs least from a misspelt one; `null` when none is close. */
export function nearestWord(word: string, known: readonly string[]): string | null {
  const plain = (text: string) => text.toLowerCase().replaceAll(/[^a-z]/g, '');
  const asked = plain(word).slice(0, 40);
  const byDistance = known
    .map((candidate) => ({ candidate, distance: distanceBetween(asked, plain(candidate)) }))
    .toSorted((one, other) => one.distance - other.distance);
  const [best] = byDistance;
  return best !== undefined && best.distance <= Math.max(1, Math.floor(asked.length / 3)) ? best.candidate : null;
}

/** How many letters must be put in, taken out or replaced. */
function distanceBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= other.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
