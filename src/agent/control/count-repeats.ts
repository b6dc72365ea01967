/** What was seen in one attempt. What came before `epoch` counts for nothing any more. */
export type Seen = { readonly counts: Map<string, { count: number; epoch: number }>; epoch: number };

export function nothingSeen(): Seen {
  return { counts: new Map(), epoch: 0 };
}

/** How often `key` has come since the last thing that had not come before. */
export function countRepeats(seen: Seen, key: string): number {
  const known = seen.counts.get(key);
  if (known === undefined) {
    seen.epoch += 1;
    seen.counts.set(key, { count: 1, epoch: seen.epoch });
    return 1;
  }
  known.count = known.epoch === seen.epoch ? known.count + 1 : 1;
  known.epoch = seen.epoch;
  return known.count;
}
