/** Runs both; when one fails the other is aborted, and nothing goes on after this has returned. */
export async function inParallel<A, B>(
  signal: AbortSignal,
  one: (signal: AbortSignal) => Promise<A>,
  other: (signal: AbortSignal) => Promise<B>,
): Promise<[A, B]> {
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  const watch = <T>(work: Promise<T>) =>
    work.catch((error: unknown) => {
      failed.abort(error);
      throw error;
    });
  const works = [watch(one(either)), watch(other(either))] as const;
  await Promise.allSettled(works);
  if (failed.signal.aborted) throw failed.signal.reason;
  return await Promise.all(works);
}
