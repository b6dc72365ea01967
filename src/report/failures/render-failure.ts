import { formatCost } from '../format-cost.ts';
import { formatDuration } from '../format-duration.ts';
import { inertLine } from '../inert-line.ts';
import { listCapped } from '../list-capped.ts';
import { stageWords } from '../stage-words.ts';
import { describeKnown } from './describe-known.ts';
import type { FailureFacts } from './failure-facts.ts';
import { failureWords } from './failure-words.ts';

/**
 * A failure for whoever reads the issue: where it happened, what is known and what is not, what was saved, the one next thing
 * to do, and what it cost. The same parts in the same order whatever happened.
 */
export function renderFailure(facts: FailureFacts): string {
  const { title, nextAction } = failureWords[facts.failure.kind];
  const [known = '', ...more] = describeKnown(facts.failure);
  return [
    `### Sandpiper could not finish: ${title}`,
    `**Stage:** ${facts.stage === null ? 'before the start' : stageWords[facts.stage].toLowerCase()}`,
    `**What is known:** ${known}`,
    ...more,
    unknownOf(facts),
    savedOf(facts),
    `**Next:** ${inertLine(facts.nextAction ?? nextAction, 500)}`,
    costOf(facts),
  ]
    .filter((block) => block !== '')
    .join('\n\n');
}

function unknownOf({ unknown }: FailureFacts): string {
  if (unknown.length === 0) return '';
  return `**What is not known:**\n\n${listCapped(unknown, 5, (sentence) => inertLine(sentence, 300))}`;
}

function savedOf({ stage, saved }: FailureFacts): string {
  if (stage === null) return '**Saved:** nothing was begun, so there is nothing to lose.';
  const always = '**Saved:** the transcript and the logs';
  if (saved.length === 0) return `${always}.`;
  return `${always}, and\n\n${listCapped(saved, 10, (item) => inertLine(item, 300))}`;
}

function costOf({ stage, elapsedMs, steps, costUsd }: FailureFacts): string {
  if (stage === null) return '**Cost:** nothing';
  const spent = `${formatDuration(elapsedMs)} · ${steps} ${steps === 1 ? 'step' : 'steps'}`;
  return `**Cost so far:** ${formatCost(costUsd)} · ${spent}`;
}
