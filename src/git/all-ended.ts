/** Waits for all, whatever becomes of them, and then throws what the first one threw: what they work in may be taken away after it. */
export async function allEnded<const T extends readonly Promise<unknown>[]>(
  ...works: T
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(works);
  return await Promise.all(works);
}
