import type { TrialResult } from './trial-result.ts';

/** How often each task was resolved, from 0 to 1. Trials of the same task are not independent, so a task counts once. */
export function taskRates(results: readonly TrialResult[]): ReadonlyMap<string, number> {
  const groups = Map.groupBy(results, ({ task }) => task);
  return new Map([...groups].map(([task, trials]) => [task, share(trials, ({ resolved }) => resolved) ?? 0]));
}

/** Of the items, those that match; `null` of none. */
export function share<T>(items: readonly T[], matches: (item: T) => boolean): number | null {
  return items.length === 0 ? null : items.filter(matches).length / items.length;
}
