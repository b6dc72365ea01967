/** A copy of `value` in which what stands at `path` has gone through `change`; `value` itself where nothing stands there. */
export function replaceAt(value: unknown, path: readonly PropertyKey[], change: (found: unknown) => unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return change(value);
  if (Array.isArray(value)) return value.map((item, index) => (index === key ? replaceAt(item, rest, change) : item));
  if (typeof value !== 'object' || value === null || typeof key !== 'string') return value;
  const entries = new Map(Object.entries(value));
  if (!entries.has(key)) return value;
  entries.set(key, replaceAt(entries.get(key), rest, change));
  return Object.fromEntries(entries);
}
