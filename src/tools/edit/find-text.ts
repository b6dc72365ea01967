/** From here on the engine's own search may take time that grows with the product of both lengths, where much repeats. */
const MAX_PLAIN_CHARACTERS = 100;

const BEGINNING_CHARACTERS = 24;

/** Where `part`, which is not empty, stands in `text`, one after the other without overlaps, at most `limit` of them. */
export function findText(text: string, part: string, limit: number): readonly number[] {
  return part.length <= MAX_PLAIN_CHARACTERS ? findPlainly(text, part, limit) : findEvenly(text, part, limit);
}

function findPlainly(text: string, part: string, limit: number): readonly number[] {
  const found: number[] = [];
  for (let at = text.indexOf(part); at >= 0 && found.length < limit; at = text.indexOf(part, at + part.length)) {
    found.push(at);
  }
  return found;
}

/** Knuth, Morris and Pratt: reads each character about twice, whatever repeats; looks for a short beginning faster than that. */
function findEvenly(text: string, part: string, limit: number): readonly number[] {
  const found: number[] = [];
  const fallback = fallbacksOf(part);
  const beginning = part.slice(0, BEGINNING_CHARACTERS);
  let matched = 0;
  for (let at = 0; at < text.length && found.length < limit; at += 1) {
    if (matched === 0) {
      const next = text.indexOf(beginning, at);
      if (next < 0) break;
      at = next + beginning.length;
      matched = beginning.length;
    }
    matched = advance(part, fallback, matched, text.charCodeAt(at));
    if (matched < part.length) continue;
    found.push(at - part.length + 1);
    matched = 0;
  }
  return found;
}

/** How many characters of `part` are matched after the one of this code, when `matched` were before it. */
function advance(part: string, fallback: Uint32Array, matched: number, code: number): number {
  let length = matched;
  while (length > 0 && part.charCodeAt(length) !== code) length = fallback[length - 1] ?? 0;
  return part.charCodeAt(length) === code ? length + 1 : 0;
}

/** For each length: how many characters at its end are those at the beginning. */
function fallbacksOf(part: string): Uint32Array {
  const fallback = new Uint32Array(part.length);
  for (let at = 1; at < part.length; at += 1) {
    fallback[at] = advance(part, fallback, fallback[at - 1] ?? 0, part.charCodeAt(at));
  }
  return fallback;
}
