const CLOSE = '</parameter>';

/**
 * The arguments written as one element each, as JSON, or `null` when something else stands between them. `open` is what an
 * element begins with, before its name. Text that is to be no text, by its tool's schema, is read as JSON where it is some.
 */
export function readParameters(body: string, open: string, types: ReadonlyMap<string, unknown> | null): string | null {
  const given: Record<string, unknown> = Object.create(null);
  for (let at = 0; ; ) {
    const start = body.indexOf(open, at);
    if (start === -1) return body.slice(at).trim() === '' ? JSON.stringify(given) : null;
    const nameEnd = body.indexOf('>', start);
    const end = nameEnd === -1 ? -1 : body.indexOf(CLOSE, nameEnd);
    if (end === -1 || body.slice(at, start).trim() !== '') return null;
    const name = body
      .slice(start + open.length, nameEnd)
      .trim()
      .replace(/^"?([^"]{0,100})".*$/s, '$1');
    given[name] = typed(body.slice(nameEnd + 1, end), types?.get(name));
    at = end + CLOSE.length;
  }
}

function typed(written: string, type: unknown): unknown {
  const text = written.replace(/^\r?\n/, '').replace(/\r?\n$/, '');
  if (type === 'string' || type === undefined) return text;
  try {
    return JSON.parse(text);
  } catch {
    // The tool understands more than JSON, and says what it does not.
    return text;
  }
}
