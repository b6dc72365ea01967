export type Expected = {
  readonly expected: string;
  /** What the model calls it, such as `edits.0.old`. */
  readonly name: string;
};

/** `found` as the type that was expected, where no doubt is possible; otherwise itself. */
export function coerceValue(found: unknown, { expected, name }: Expected, note: (words: string) => void): unknown {
  if (found === undefined) return found;
  const meant = coerce(found, expected);
  if (meant === found) return found;
  if (meant === undefined) note(`\`${name}\` was null and is left out`);
  else if (typeof meant === 'object') note(`\`${name}\` was ${describe(found)} and is read as an ${expected}`);
  else note(`\`${name}\`: ${describe(found)} was read as ${describe(meant)}`);
  return meant;
}

function coerce(found: unknown, expected: string): unknown {
  if (found === null) return undefined;
  if (typeof found === 'string') return coerceText(found, expected);
  if (expected === 'array') return [found];
  return expected === 'string' && ['number', 'boolean'].includes(typeof found) ? String(found) : found;
}

function coerceText(found: string, expected: string): unknown {
  const parsed = parseJson(found.trim());
  if (expected === 'array') return asList(found, parsed);
  if (expected === 'object')
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? parsed : found;
  const wanted = expected === 'int' ? 'number' : expected;
  if (wanted === 'boolean' && /^\s{0,4}(?:true|false)\s{0,4}$/i.test(found)) return /true/i.test(found);
  return typeof parsed === wanted ? parsed : found;
}

/** A text where a list of texts belongs is a list of one. */
function asList(found: string, parsed: unknown): unknown {
  if (typeof parsed !== 'object' || parsed === null) return [found];
  return Array.isArray(parsed) ? parsed : [parsed];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // It is no JSON; then it is what it says.
    return undefined;
  }
}

const MAX_DESCRIBED_CHARACTERS = 40;

function describe(value: unknown): string {
  if (typeof value === 'object') return 'an object';
  const text = JSON.stringify(value);
  return text.length > MAX_DESCRIBED_CHARACTERS ? 'a text' : text;
}
