import { describeStop } from '../describe-stop.ts';
import { fence } from '../fence.ts';
import { inertLine } from '../inert-line.ts';
import { quoteProse } from '../quote-prose.ts';
import type { ClassifiedFailure } from './failure-facts.ts';

/** What is known of a failure, as blocks of markdown in which no text of others does anything. */
export function describeKnown(failure: ClassifiedFailure): readonly string[] {
  if (failure.kind === 'agent') return agentSays(failure);
  return [inertLine(failure.reason, 1000), logOf(failure)];
}

function agentSays({ stop, finish }: Extract<ClassifiedFailure, { kind: 'agent' }>): readonly string[] {
  const ended = `The agent ${describeStop(stop)} and left no change.`;
  if (finish === null) return [ended];
  const outcome = stop === 'finished' ? outcomes[finish.outcome] : `${ended} ${outcomes[finish.outcome]}`;
  return [outcome, `In the model's own words, which nobody checked:\n\n${quoteProse(finish.summary)}`];
}

const outcomes = {
  fixed: 'The agent says that it fixed this, but nothing in the repository changed.',
  'no-change-needed': 'The agent says that no change is needed.',
  blocked: 'The agent says that something keeps it from going on.',
  'needs-info': 'The agent says that it needs to know more.',
};

function logOf({ log }: { readonly log: string | null }): string {
  return log === null || log.trim() === '' ? '' : fence(log, { lines: 30, characters: 4000, lineCharacters: 300 });
}
