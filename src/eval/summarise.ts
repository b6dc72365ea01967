import type { OutcomeClass } from './classify-trial.ts';
import { compareHarnesses, type HarnessComparison } from './compare-harnesses.ts';
import type { Harness } from './evaluation.ts';
import { share, taskRates } from './task-rates.ts';
import type { TrialResult } from './trial-result.ts';
import { type Interval, wilsonInterval } from './wilson-interval.ts';

export type EvaluationSummary = {
  /** Whether every trial that was asked for has a result. */
  readonly isComplete: boolean;
  readonly harnesses: readonly HarnessSummary[];
  readonly comparisons: readonly HarnessComparison[];
  readonly results: readonly TrialResult[];
};

export type HarnessSummary = {
  readonly harness: Harness;
  readonly model: string;
  readonly tasks: number;
  readonly trials: number;
  readonly resolved: number;
  /** Mean over the tasks of how often each was resolved; `null` without one. */
  readonly rate: number | null;
  /** 95 %, with the tasks as the independent cases, however often each was tried. */
  readonly interval: Interval | null;
  readonly classes: Readonly<Partial<Record<OutcomeClass, number>>>;
  /** Of the changes that our proof calls verified, those that the grade calls resolved; `null` where there is none. */
  readonly verifiedPrecision: number | null;
  readonly verified: number;
  /** Of the trials that are resolved by a change, those that our proof calls verified; `null` where there is none. */
  readonly verifiedRecall: number | null;
  /** Means over the trials. */
  readonly steps: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly minutes: number;
  /** Of all input tokens, those from the provider's cache. */
  readonly cachedShare: number | null;
  /** Of all trials; `null` where a price is not known. */
  readonly costUsd: number | null;
};

/** Figures out of results; the order of results does not matter. */
export function summarise(results: readonly TrialResult[], isComplete: boolean): EvaluationSummary {
  const sorted = results.toSorted(byTask);
  const groups = [...Map.groupBy(sorted, ({ harness, model }) => JSON.stringify([harness, model])).values()];
  const harnesses = groups.flatMap((trials) => {
    const [first] = trials;
    return first === undefined ? [] : [summariseHarness(first, trials)];
  });
  const comparisons = harnesses.flatMap((one, index) =>
    harnesses
      .slice(index + 1)
      .filter(({ model }) => model === one.model)
      .map(({ harness, model }) => compareHarnesses(sorted, { one: one.harness, other: harness, model })),
  );
  return { isComplete, harnesses, comparisons, results: sorted };
}

/** Ours first. */
const order: Readonly<Record<Harness, number>> = { sandpiper: 0, 'bash-only': 1 };

function byTask(a: TrialResult, b: TrialResult): number {
  return (
    order[a.harness] - order[b.harness] ||
    a.model.localeCompare(b.model, 'en') ||
    a.task.localeCompare(b.task, 'en') ||
    a.attempt - b.attempt
  );
}

function summariseHarness({ harness, model }: TrialResult, trials: readonly TrialResult[]): HarnessSummary {
  const rates = [...taskRates(trials).values()];
  const rate = rates.length === 0 ? null : sum(rates) / rates.length;
  const verified = trials.filter(({ verdict }) => verdict === 'verified');
  const total = (figure: (trial: TrialResult) => number) => sum(trials.map(figure));
  const mean = (figure: (trial: TrialResult) => number) => total(figure) / trials.length;
  const inputTokens = total((trial) => trial.inputTokens);
  const costs = trials.map(({ costUsd }) => costUsd);
  return {
    harness,
    model,
    tasks: rates.length,
    trials: trials.length,
    resolved: trials.filter(({ resolved }) => resolved).length,
    rate,
    interval: rate === null ? null : wilsonInterval(rate, rates.length),
    classes: countClasses(trials),
    verified: verified.length,
    verifiedRecall: share(
      trials.filter(({ resolved, verdict }) => resolved && verdict !== null),
      ({ verdict }) => verdict === 'verified',
    ),
    verifiedPrecision: share(verified, ({ resolved }) => resolved),
    steps: mean((trial) => trial.steps),
    inputTokens: mean((trial) => trial.inputTokens),
    outputTokens: mean((trial) => trial.outputTokens),
    minutes: mean((trial) => trial.minutes),
    cachedShare: inputTokens === 0 ? null : total((trial) => trial.cachedInputTokens) / inputTokens,
    costUsd: costs.includes(null) ? null : sum(costs.map((cost) => cost ?? 0)),
  };
}

function countClasses(trials: readonly TrialResult[]): HarnessSummary['classes'] {
  const counts: Partial<Record<OutcomeClass, number>> = {};
  for (const { outcome } of trials) counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
