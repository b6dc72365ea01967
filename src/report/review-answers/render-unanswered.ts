import { inertLine } from '../inert-line.ts';

export type UnansweredFacts = {
  readonly cause: 'asked' | 'review' | 'failed-checks' | 'base-moved';
  /** Why nothing was changed, in full sentences. */
  readonly because: string;
  readonly issue: number | null;
};

/** The last word of a run that was to change a pull request and did not, below that pull request. */
export function renderUnanswered({ cause, because, issue }: UnansweredFacts): string {
  return [
    `${worked[cause]} This pull request is as it was. ${inertLine(because, 600)}`,
    issue === null ? '' : `What is known of it stands in #${issue}.`,
    'Write `/retry` here to have it tried once more, with a hint behind it if you have one.',
  ]
    .filter((text) => text !== '')
    .join('\n\n');
}

const worked: Readonly<Record<UnansweredFacts['cause'], string>> = {
  asked: 'What was asked for here did not come to a change.',
  review: 'The run for the review did not come to a change, and the threads stay open.',
  'failed-checks': 'The run for the failed checks did not come to a change.',
  'base-moved': 'The run that was to merge the base branch in did not come to a change.',
};
