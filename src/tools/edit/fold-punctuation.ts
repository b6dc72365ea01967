/** One character for one, so that a position in the folded text is the same position in the text. */
const FOLDED: ReadonlyMap<string, string> = new Map([
  ...['‘', '’', '‚', '‛', '′'].map((quote) => [quote, "'"] as const),
  ...['“', '”', '„', '‟', '″'].map((quote) => [quote, '"'] as const),
  ...['‐', '‑', '‒', '–', '—', '―', '−'].map((dash) => [dash, '-'] as const),
  ...['\u00a0', '\u2002', '\u2003', '\u2007', '\u2009', '\u200a', '\u202f', '\u3000'].map(
    (space) => [space, ' '] as const,
  ),
]);

const FOLDABLE = new RegExp(`[${[...FOLDED.keys()].join('')}]`, 'g');

/** Quotes, dashes and spaces as a keyboard has them. */
export function foldPunctuation(text: string): string {
  return text.replaceAll(FOLDABLE, foldCharacter);
}

type Replaced = { readonly file: string; readonly old: string };

/**
 * `fresh` with the file's own punctuation wherever it repeats that of `old`, which reads like `file` and is as long. `null`
 * when the two differ in a character of which `fresh` has more or fewer, so that nobody can say which one is which.
 */
export function keepPunctuation({ file, old }: Replaced, fresh: string): string | null {
  if (differingKinds({ file, old }).some((kind) => isPaired(kind) && isRecounted(kind, old, fresh))) return null;
  const { head, tail } = commonEnds(old, fresh);
  const middle = keepInOrder(
    { file: file.slice(head, file.length - tail), old: old.slice(head, old.length - tail) },
    fresh.slice(head, fresh.length - tail),
  );
  return middle === null ? null : file.slice(0, head) + middle + file.slice(file.length - tail);
}

function keepInOrder({ file, old }: Replaced, fresh: string): string | null {
  const written = [...fresh.split('')];
  for (const kind of differingKinds({ file, old })) {
    const before = placesOf(old, kind);
    const after = placesOf(fresh, kind);
    if (after.length > 0 && after.length !== before.length) return null;
    for (const [index, place] of after.entries()) {
      const source = before[index] ?? 0;
      if (fresh[place] === old[source]) written[place] = file[source] ?? '';
    }
  }
  return written.join('');
}

function differingKinds({ file, old }: Replaced): readonly string[] {
  const differing = old.split('').filter((character, at) => character !== file[at]);
  return [...new Set(differing.map(foldCharacter))];
}

/** Of these, one too many turns an opening one into a closing one. */
function isPaired(kind: string): boolean {
  return kind === '"' || kind === "'";
}

function isRecounted(kind: string, old: string, fresh: string): boolean {
  const count = placesOf(fresh, kind).length;
  return count > 0 && count !== placesOf(old, kind).length;
}

function placesOf(text: string, kind: string): readonly number[] {
  return text.split('').flatMap((character, at) => (foldCharacter(character) === kind ? [at] : []));
}

function foldCharacter(character: string): string {
  return FOLDED.get(character) ?? character;
}

function commonEnds(a: string, b: string): { readonly head: number; readonly tail: number } {
  const shorter = Math.min(a.length, b.length);
  let head = 0;
  while (head < shorter && a[head] === b[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1;
  return { head, tail };
}
