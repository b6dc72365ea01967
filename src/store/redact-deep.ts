/** Shorter texts hold no secret that could be told from ordinary words. */
const MIN_LENGTH = 8;

/** A copy, as it would come back from JSON, with every text in it redacted: values, and names of members. */
export function redactDeep<T extends object>(value: T, redact: (text: string) => string): T {
  const copy: T = JSON.parse(JSON.stringify(value), (_name, found: unknown) => {
    if (typeof found === 'string') return found.length < MIN_LENGTH ? found : redact(found);
    if (typeof found !== 'object' || found === null || Array.isArray(found)) return found;
    return withCleanNames(found, redact);
  });
  return copy;
}

function withCleanNames(found: object, redact: (text: string) => string): object {
  const clean = (name: string) => (name.length < MIN_LENGTH ? name : redact(name));
  if (Object.keys(found).every((name) => clean(name) === name)) return found;
  return Object.fromEntries(Object.entries(found).map(([name, value]) => [clean(name), value]));
}
