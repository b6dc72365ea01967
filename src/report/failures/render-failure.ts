import { describeSpent } from '../describe-spent.ts';
import { inertLine } from '../inert-line.ts';
import { listCapped } from '../list-capped.ts';
import { listSaved } from '../list-saved.ts';
import { stageWords } from '../stage-words.ts';
import { describeKnown } from './describe-known.ts';
import type { FailureFacts } from './failure-facts.ts';
import { wordsFor } from './failure-words.ts';

/**
 * A failure for whoever reads the issue: where it happened, what is known and what is not, what was saved, the one next thing
 * to do, and what it cost. The same parts in the same order whatever happened. Hand in facts that `makePublishable` has gone over.
 */
export function renderFailure(facts: FailureFacts): string {
  const { title, nextAction } = wordsFor(facts.failure);
  const [known = '', ...more] = describeKnown(facts.failure);
  return [
    `### Sandpiper could not finish: ${title}`,
    `**Stage:** ${stageWords[facts.stage].toLowerCase()}`,
    `**What is known:** ${known}`,
    ...more,
    unknownOf(facts),
    listSaved(facts),
    `**Next:** ${inertLine(facts.nextAction ?? nextAction, 700)}`,
    `**Cost:** ${describeSpent(facts)}`,
  ]
    .filter((block) => block !== '')
    .join('\n\n');
}

function unknownOf({ unknown }: FailureFacts): string {
  if (unknown.length === 0) return '';
  return `**What is not known:**\n\n${listCapped(unknown, 5, (sentence) => inertLine(sentence, 300))}`;
}
