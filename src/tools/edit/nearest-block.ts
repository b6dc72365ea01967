const MAX_SEARCHED_LINES = 50_000;
const MAX_COMPARED_CHARACTERS = 200;

/** The index of the line where most lines of `old` fall into place, blanks aside; failing that, where its longest line has a likeness. */
export function nearestBlock(allLines: readonly string[], oldLines: readonly string[]): number | null {
  const lines = allLines.slice(0, MAX_SEARCHED_LINES).map(withoutTraces);
  const wanted = oldLines.map(withoutTraces);
  const places = Map.groupBy(wanted.keys(), (at) => wanted[at] ?? '');
  places.delete('');
  const votes = new Map<number, number>();
  for (const [at, line] of lines.entries()) {
    for (const offset of places.get(line) ?? []) {
      if (at >= offset) votes.set(at - offset, (votes.get(at - offset) ?? 0) + weightOf(line));
    }
  }
  let best = { at: -1, votes: 0 };
  for (const [at, count] of votes) if (count > best.votes) best = { at, votes: count };
  return best.votes >= 1 ? best.at : likestLine(lines, wanted);
}

/** What a reader sees of a line. */
function withoutTraces(line: string): string {
  const seen = HAS_MORE_THAN_ASCII.test(line) ? line.normalize('NFC').replaceAll(/\p{Cf}/gu, '') : line;
  return seen.trim();
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the first of the ASCII characters is one
const HAS_MORE_THAN_ASCII = /[^\x00-\x7f]/;

/** A closing bracket says little about where a block stands. */
function weightOf(line: string): number {
  return /\w{2}/.test(line) ? 1 : 0.01;
}

function likestLine(lines: readonly string[], oldLines: readonly string[]): number | null {
  const longest = oldLines.reduce((a, b) => (b.length > a.length ? b : a), '');
  const wanted = new Set(wordsOf(longest));
  if (wanted.size === 0) return null;
  let best = { at: -1, likeness: 0.5 };
  for (const [at, line] of lines.entries()) {
    const likeness = likenessOf(wordsOf(line), wanted);
    if (likeness > best.likeness || (best.at < 0 && likeness === best.likeness)) best = { at, likeness };
  }
  return best.at < 0 ? null : Math.max(0, best.at - oldLines.indexOf(longest));
}

function wordsOf(line: string): readonly string[] {
  return line.slice(0, MAX_COMPARED_CHARACTERS).match(/\w+/g) ?? [];
}

/** What two lines have in common of the words of both, from 0 to 1. */
function likenessOf(words: readonly string[], wanted: ReadonlySet<string>): number {
  if (!words.some((word) => wanted.has(word))) return 0;
  const own = new Set(words);
  let common = 0;
  for (const word of own) if (wanted.has(word)) common += 1;
  return common / (own.size + wanted.size - common);
}
