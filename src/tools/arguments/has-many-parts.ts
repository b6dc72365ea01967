/** No tool takes nearly so many values; checking them one by one would take long. */
const MAX_PARTS = 2_000;

/** Whether a value out of JSON has more parts, at whatever depth, than any tool can want. Looks at no more than it must. */
export function hasManyParts(value: unknown): boolean {
  const waiting = [value];
  let parts = 0;
  for (let part = waiting.pop(); parts <= MAX_PARTS; part = waiting.pop()) {
    if (typeof part === 'object' && part !== null) {
      const inner = Object.values(part);
      parts += inner.length;
      if (parts <= MAX_PARTS) waiting.push(...inner);
    }
    if (waiting.length === 0) return parts > MAX_PARTS;
  }
  return true;
}
