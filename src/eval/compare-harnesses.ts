import type { Harness } from './evaluation.ts';
import { taskRates } from './task-rates.ts';
import type { TrialResult } from './trial-result.ts';
import type { Interval } from './wilson-interval.ts';

/** One harness against another on the tasks that both have tried, task by task. */
export type HarnessComparison = {
  readonly one: Harness;
  readonly other: Harness;
  readonly model: string;
  readonly tasks: number;
  /** Tasks that one resolves more often than the other. */
  readonly oneBetter: number;
  readonly otherBetter: number;
  /** Of the rates, mean over the tasks; `null` without a task. */
  readonly difference: number | null;
  /** 95 %, from the spread between tasks; `null` where there is none to tell it by. */
  readonly interval: Interval | null;
  /** How often chance alone would give a split at least as uneven: exact sign test, two-sided. 1 without a difference. */
  readonly chance: number;
};

export function compareHarnesses(
  results: readonly TrialResult[],
  pair: Pick<HarnessComparison, 'one' | 'other' | 'model'>,
): HarnessComparison {
  const ratesOf = (harness: Harness) =>
    taskRates(results.filter((result) => result.harness === harness && result.model === pair.model));
  const others = ratesOf(pair.other);
  const differences = [...ratesOf(pair.one)].flatMap(([task, rate]) => {
    const other = others.get(task);
    return other === undefined ? [] : [rate - other];
  });
  const oneBetter = differences.filter((difference) => difference > 0).length;
  const otherBetter = differences.filter((difference) => difference < 0).length;
  return {
    ...pair,
    tasks: differences.length,
    oneBetter,
    otherBetter,
    difference: differences.length === 0 ? null : mean(differences),
    interval: pairedInterval(differences),
    chance: signTest(oneBetter, otherBetter),
  };
}

function pairedInterval(differences: readonly number[]): Interval | null {
  const n = differences.length;
  if (n < 2) return null;
  const centre = mean(differences);
  const spread = Math.sqrt(differences.reduce((sum, one) => sum + (one - centre) ** 2, 0) / (n - 1));
  if (spread === 0) return null;
  const half = (studentQuantile(n - 1) * spread) / Math.sqrt(n);
  return { low: Math.max(-1, centre - half), high: Math.min(1, centre + half) };
}

/** 97.5 % of Student's t, by the expansion of Cornish and Fisher beyond the table. */
function studentQuantile(freedom: number): number {
  const known = smallQuantiles[freedom - 1];
  if (known !== undefined) return known;
  const z = 1.959964;
  return z + (z ** 3 + z) / (4 * freedom) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * freedom ** 2);
}

const smallQuantiles = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228];

function signTest(oneBetter: number, otherBetter: number): number {
  const n = oneBetter + otherBetter;
  let term = 0.5 ** n;
  let tail = 0;
  for (let k = 0; k <= Math.min(oneBetter, otherBetter); k += 1) {
    tail += term;
    term *= (n - k) / (k + 1);
  }
  return Math.min(1, 2 * tail);
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
}
