/** The items of `these` that `those` does not have as often, by their keys. */
export function without<T>(these: readonly T[], those: readonly T[], keyOf: (item: T) => string): readonly T[] {
  const left = new Map<string, number>();
  for (const item of those) left.set(keyOf(item), (left.get(keyOf(item)) ?? 0) + 1);
  return these.filter((item) => {
    const count = left.get(keyOf(item)) ?? 0;
    left.set(keyOf(item), count - 1);
    return count <= 0;
  });
}
