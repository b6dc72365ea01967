import type { Estimate, Odds, PastRun, Range, RunBudget } from './estimate.ts';

/** Nine of ten runs cannot be told from fewer. */
const needed = 10;
/** Models and repositories change: older runs tell of other ones. */
const lastRuns = 50;

/** What a run in a repository may come to, by what its last runs came to. Runs that people stopped are not counted. */
export function estimateRun(history: readonly PastRun[], budget: RunBudget): Estimate {
  const counted = history
    .filter(({ ending, elapsedMs }) => ending !== 'stopped' && isAmount(elapsedMs))
    .toSorted((one, other) => other.endedAt.localeCompare(one.endedAt))
    .slice(0, lastRuns);
  const runs = counted.length;
  if (runs < needed) return { kind: 'too-little-known', runs, needed, most: budget };
  const costs = counted.flatMap(({ costUsd }) => (costUsd !== null && isAmount(costUsd) ? [costUsd] : []));
  const verified = counted.filter(({ ending }) => ending === 'verified').length;
  const published = verified + counted.filter(({ ending }) => ending === 'published').length;
  return {
    kind: 'from-history',
    runs,
    costUsd: costs.length < needed ? null : rangeOf(costs, budget.costUsd),
    elapsedMs: rangeOf(
      counted.map(({ elapsedMs }) => elapsedMs),
      Number.POSITIVE_INFINITY,
    ),
    published: oddsOf(published, runs),
    verified: oddsOf(verified, runs),
    most: budget,
  };
}

const isAmount = (value: number) => Number.isFinite(value) && value >= 0;

/** Values that were measured, never any in between: it can be said of each that a run came to it. */
function rangeOf(values: readonly number[], most: number): Range {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (share: number) => Math.min(most, sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0);
  return { low: at(0.05), middle: at(0.5), high: at(0.95) };
}

/** Of a normal distribution, for nine chances in ten. */
const z = 1.6449;

/** Wilson's interval, which stays honest for few runs and for shares of none or all. */
function oddsOf(times: number, of: number): Odds {
  const share = times / of;
  const spread = 1 + z ** 2 / of;
  const middle = (share + z ** 2 / (2 * of)) / spread;
  const half = (z / spread) * Math.sqrt((share * (1 - share)) / of + z ** 2 / (4 * of ** 2));
  return { times, of, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}
