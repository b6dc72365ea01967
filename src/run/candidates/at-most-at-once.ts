import { inPool } from '../in-pool.ts';

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
  const results = new Map<Item, Result>();
  await inPool(
    { items, width: limit },
    async (item, until) => {
      results.set(item, await work(item, until));
    },
    signal,
  );
  signal.throwIfAborted();
  return items.flatMap((item) => results.get(item) ?? []);
}
