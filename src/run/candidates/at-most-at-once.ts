/**
 * Does the work for each item, a few at a time and in their order. When one fails the others are aborted and no further one
 * begins; nothing goes on after this has returned.
 */
export async function atMostAtOnce<Item, Result>(
  limit: number,
  items: readonly Item[],
  work: (item: Item, signal: AbortSignal) => Promise<Result>,
  signal: AbortSignal,
): Promise<readonly Result[]> {
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  const results = new Map<Item, Result>();
  const waiting = items.values();
  const takeTurns = async () => {
    for (const item of waiting) {
      if (either.aborted) return;
      results.set(item, await work(item, either));
    }
  };
  const workers = Array.from({ length: limit }, () =>
    takeTurns().catch((error: unknown) => {
      failed.abort(error);
    }),
  );
  await Promise.all(workers);
  either.throwIfAborted();
  return items.flatMap((item) => results.get(item) ?? []);
}
