/**
 * Replaces every one of many texts in one pass over another: the leftmost, and of those that begin there the one that
 * comes first in the list. Each has at least `block` characters. After Wu and Manber: three characters tell how far the
 * next of the texts is away at least, so that most of what is searched is never looked at.
 */
export function replaceExact(needles: readonly string[], mark: string): (text: string) => string {
  if (needles.length === 0) return (text) => text;
  const window = needles.reduce((least, { length }) => Math.min(least, length), 255);
  const shifts = new Uint8Array(hashes).fill(window - block + 1);
  const ending = new Map<number, string[]>();
  for (const needle of needles) {
    for (let end = block; end <= window; end += 1) {
      const hash = hashBefore(needle, end);
      shifts[hash] = Math.min(shifts[hash] ?? 0, window - end);
    }
    const last = hashBefore(needle, window);
    ending.set(last, [...(ending.get(last) ?? []), needle]);
  }
  return (text) => replaceAll(text, { window, shifts, ending, mark });
}

type Search = {
  readonly window: number;
  readonly shifts: Uint8Array;
  readonly ending: ReadonlyMap<number, readonly string[]>;
  readonly mark: string;
};

const block = 3;
const hashes = 1 << 16;

function hashBefore(text: string, end: number): number {
  return ((text.charCodeAt(end - 3) << 10) ^ (text.charCodeAt(end - 2) << 5) ^ text.charCodeAt(end - 1)) & (hashes - 1);
}

function replaceAll(text: string, { window, shifts, ending, mark }: Search): string {
  let replaced = '';
  let kept = 0;
  let start = 0;
  while (start + window <= text.length) {
    const hash = hashBefore(text, start + window);
    const shift = shifts[hash] ?? 0;
    if (shift > 0) {
      start += shift;
      continue;
    }
    const found = ending.get(hash)?.find((needle) => text.startsWith(needle, start));
    if (found === undefined) {
      start += 1;
      continue;
    }
    replaced += text.slice(kept, start) + mark;
    start += found.length;
    kept = start;
  }
  return kept === 0 ? text : replaced + text.slice(kept);
}
