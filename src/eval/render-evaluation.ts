import { formatCost } from '../report/format-cost.ts';
import { alignTable, type Column } from './align-table.ts';
import { isFailure } from './classify-trial.ts';
import type { HarnessComparison } from './compare-harnesses.ts';
import type { EvaluationSummary, HarnessSummary } from './summarise.ts';
import type { TrialResult } from './trial-result.ts';
import type { Interval } from './wilson-interval.ts';

/** The figures of an evaluation for a terminal: each trial, each harness, and the harnesses against one another. */
export function renderEvaluation(summary: EvaluationSummary): readonly string[] {
  const { results, harnesses, comparisons, isComplete } = summary;
  if (results.length === 0) return ['There are no results.'];
  return [
    ...alignTable(trialColumns, results),
    '',
    ...alignTable(harnessColumns, harnesses),
    '',
    ...harnesses.map(describeClasses),
    ...describeFailures(results),
    ...comparisons.flatMap((comparison) => ['', ...describeComparison(comparison)]),
    ...(isComplete ? [] : ['', 'Not every trial has a result yet. Start it again with the same folder to go on.']),
  ];
}

const trialColumns: readonly Column<TrialResult>[] = [
  { title: 'task', align: 'left', text: ({ task }) => task },
  { title: 'harness', align: 'left', text: ({ harness }) => harness },
  { title: 'try', align: 'right', text: ({ attempt }) => String(attempt) },
  { title: 'outcome', align: 'left', text: ({ outcome }) => outcome },
  { title: 'our verdict', align: 'left', text: describeVerdict },
  { title: 'steps', align: 'right', text: ({ steps }) => String(steps) },
  { title: 'tokens in', align: 'right', text: ({ inputTokens }) => formatCount(inputTokens) },
  { title: 'cached', align: 'right', text: (one) => formatShare(shareOfCache(one)) },
  { title: 'out', align: 'right', text: ({ outputTokens }) => formatCount(outputTokens) },
  { title: 'cost', align: 'right', text: ({ costUsd }) => costOf(costUsd) },
  { title: 'minutes', align: 'right', text: ({ minutes }) => minutes.toFixed(1) },
];

const harnessColumns: readonly Column<HarnessSummary>[] = [
  { title: 'harness', align: 'left', text: ({ harness }) => harness },
  { title: 'model', align: 'left', text: ({ model }) => model },
  { title: 'tasks', align: 'right', text: ({ tasks }) => String(tasks) },
  { title: 'trials', align: 'right', text: ({ trials }) => String(trials) },
  { title: 'resolved', align: 'right', text: ({ resolved }) => String(resolved) },
  { title: 'rate', align: 'right', text: ({ rate }) => formatShare(rate) },
  { title: '95 %', align: 'left', text: ({ interval }) => formatInterval(interval) },
  { title: 'verified', align: 'right', text: ({ verified }) => String(verified) },
  { title: 'rightly', align: 'right', text: ({ verifiedPrecision }) => formatShare(verifiedPrecision) },
  { title: 'steps', align: 'right', text: ({ steps }) => steps.toFixed(1) },
  { title: 'tokens in', align: 'right', text: ({ inputTokens }) => formatCount(inputTokens) },
  { title: 'cached', align: 'right', text: ({ cachedShare }) => formatShare(cachedShare) },
  { title: 'out', align: 'right', text: ({ outputTokens }) => formatCount(outputTokens) },
  { title: 'total cost', align: 'right', text: ({ costUsd }) => costOf(costUsd) },
  { title: 'minutes', align: 'right', text: ({ minutes }) => minutes.toFixed(1) },
];

function describeClasses({ harness, model, classes }: HarnessSummary): string {
  const counts = Object.entries(classes)
    .toSorted(([a], [b]) => a.localeCompare(b, 'en'))
    .map(([name, count]) => `${count} ${name}`);
  return `${harness} with ${model}: ${counts.join(', ')}`;
}

function describeFailures(results: readonly TrialResult[]): readonly string[] {
  const failures = results.filter(({ outcome }) => isFailure(outcome)).length;
  if (failures === 0) return [];
  return [`${failures} failed for a reason outside the agent, and count as not resolved; they can be done again.`];
}

function describeComparison(comparison: HarnessComparison): readonly string[] {
  const { one, other, model, tasks, oneBetter, otherBetter, difference, interval, chance } = comparison;
  if (difference === null) return [`${one} and ${other} have no task in common with ${model}.`];
  const range = interval === null ? '' : `, 95 % ${formatInterval(interval, 'points')}`;
  return [
    `${one} against ${other} with ${model}, paired over ${tasks} ${tasks === 1 ? 'task' : 'tasks'}: ${formatPoints(difference)} points${range}`,
    `  better on ${oneBetter}, worse on ${otherBetter}, the same on ${tasks - oneBetter - otherBetter}; sign test p = ${chance.toFixed(2)}`,
    ...(tasks < enoughTasks
      ? [
          `  ${tasks} ${tasks === 1 ? 'task is' : 'tasks are'} too few to tell harnesses apart unless the difference is very large.`,
        ]
      : []),
  ];
}

/** Below this even a difference of 20 points is mostly within the noise. */
const enoughTasks = 50;

function describeVerdict({ verdict, agrees }: TrialResult): string {
  if (verdict === null) return '-';
  if (agrees === null) return verdict;
  return `${verdict}, ${agrees ? 'rightly' : 'wrongly'}`;
}

function shareOfCache({ inputTokens, cachedInputTokens }: TrialResult): number | null {
  return inputTokens === 0 ? null : cachedInputTokens / inputTokens;
}

function formatShare(share: number | null): string {
  return share === null ? '-' : `${Math.round(share * 100)} %`;
}

function formatPoints(difference: number): string {
  const points = Math.round(difference * 100);
  return points > 0 ? `+${points}` : String(points);
}

function formatInterval(interval: Interval | null, unit: '%' | 'points' = '%'): string {
  if (interval === null) return '-';
  const { low, high } = interval;
  return unit === '%'
    ? `${Math.round(low * 100)}–${Math.round(high * 100)} %`
    : `${formatPoints(low)} to ${formatPoints(high)}`;
}

function costOf(costUsd: number | null): string {
  return costUsd === null ? '-' : formatCost(costUsd);
}

function formatCount(count: number): string {
  if (count < 1_000) return String(Math.round(count));
  if (count < 999_950) return `${(count / 1_000).toFixed(1)}k`;
  return `${(count / 1_000_000).toFixed(2)}M`;
}
