import type { ClassifiedFailure } from './failure-facts.ts';

export type FailureWords = {
  /** Ends the sentence "Sandpiper could not finish: …". */
  readonly title: string;
  /** The one next action, where nothing better is known. */
  readonly nextAction: string;
};

/** What is said of every failure of a class; an agent that says itself what it lacks has not given up. */
export function wordsFor(failure: ClassifiedFailure): FailureWords {
  const asked = failure.kind === 'agent' ? failure.finish?.outcome : undefined;
  if (asked === 'needs-info') return questions;
  return asked === 'blocked' ? obstacles : failureWords[failure.kind];
}

const questions = { title: 'the agent has a question', nextAction: 'Comment `/retry` with the answer.' };
const obstacles = {
  title: 'something is in the way of the agent',
  nextAction: 'Deal with what is in its way, then comment `/retry`.',
};

export const failureWords: Readonly<Record<ClassifiedFailure['kind'], FailureWords>> = {
  permission: {
    title: 'this needs a permission',
    nextAction: 'Ask somebody who has the permission to do it, or an administrator for the permission.',
  },
  queue: {
    title: 'the run could not begin',
    nextAction: 'Comment `/retry` in a few minutes; if it goes on, tell the operator.',
  },
  environment: {
    title: 'the environment is not ready',
    nextAction:
      'Say in `.github/sandpiper.yml` how the repository is set up, installed and tested, then comment `/retry`.',
  },
  model: {
    title: 'the model did not answer',
    nextAction: 'Comment `/retry` once the model can be reached again; if it goes on, tell the operator.',
  },
  agent: {
    title: 'the agent gave up',
    nextAction: 'Comment `/retry` with a hint, such as the file or the test that matters.',
  },
  verification: {
    title: 'the change is not proved',
    nextAction: 'Read what speaks against it, then comment `/retry` with a hint, or take the patch from there.',
  },
  delivery: {
    title: 'the result could not be delivered',
    nextAction: 'Change the rule that stands in the way, or apply the patch by hand.',
  },
  safety: {
    title: 'it was not safe to go on',
    nextAction:
      'If these files have to change, make that part by hand; otherwise say so in the issue and comment `/retry`.',
  },
  internal: {
    title: 'a mistake in Sandpiper itself',
    nextAction: 'Tell the operator: the log has the details.',
  },
};
