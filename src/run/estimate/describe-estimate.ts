import { formatCost } from '../../report/format-cost.ts';
import { formatDuration } from '../../report/format-duration.ts';
import type { Estimate, Odds, Range } from './estimate.ts';

/** An estimate in sentences, as uncertain as it is. */
export function describeEstimate(estimate: Estimate): readonly string[] {
  const { costUsd, minutes } = estimate.most;
  const most = `At most it takes ${formatCost(costUsd)} and ${formatDuration(minutes * 60_000)} of the agent: there it ends.`;
  if (estimate.kind === 'too-little-known') return [tooLittle(estimate), most];
  return [
    `By the last ${estimate.runs} runs in this repository:`,
    `Time: ${rangeIn(estimate.elapsedMs, formatDuration)}.`,
    estimate.costUsd === null ? 'Cost: too seldom known to say.' : `Cost: ${rangeIn(estimate.costUsd, formatCost)}.`,
    `A pull request: ${oddsIn(estimate.published)}. A verified one: ${oddsIn(estimate.verified)}.`,
    most,
  ];
}

function tooLittle({ runs, needed }: Extract<Estimate, { kind: 'too-little-known' }>): string {
  const count = runs === 0 ? 'No run has' : `Only ${runs} ${runs === 1 ? 'run has' : 'runs have'}`;
  return `${count} come to an end in this repository, and with fewer than ${needed} an estimate would be a guess.`;
}

function rangeIn({ low, middle, high }: Range, format: (value: number) => string): string {
  if (low === high) return `always ${format(middle)}`;
  return `half took at most ${format(middle)}, nine of ten from ${format(low)} to ${format(high)}`;
}

/** Shares of few runs are uncertain, so both ends are said. */
function oddsIn({ times, of, low, high }: Odds): string {
  return `${times} of ${of}, so a chance of ${percent(low)} to ${percent(high)} %`;
}

const percent = (share: number) => Math.round(share * 100);
