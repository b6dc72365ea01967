/**
 * Works on all items, `width` at a time, in order. When one fails the others are aborted, and nothing goes on after this has
 * rejected. When `signal` is aborted nothing new is begun, and it resolves once the rest has ended.
 */
export async function inPool<T>(
  { items, width }: { readonly items: readonly T[]; readonly width: number },
  work: (item: T, signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  const queue = items.values();
  const worker = async () => {
    for (const item of queue) {
      if (either.aborted) return;
      await work(item, either).catch((error: unknown) => {
        if (!either.aborted) failed.abort(error);
      });
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
  if (failed.signal.aborted) throw failed.signal.reason;
}
