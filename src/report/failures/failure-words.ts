import type { ClassifiedFailure } from './failure-facts.ts';

export type FailureWords = {
  /** Ends the sentence "Sandpiper could not finish: …". */
  readonly title: string;
  /** The one next action, where nothing better is known. */
  readonly nextAction: string;
};

/** What is said of every failure of a class. */
export const failureWords: Readonly<Record<ClassifiedFailure['kind'], FailureWords>> = {
  permission: {
    title: 'this needs a permission',
    nextAction: 'Ask somebody who has the permission to do it, or an administrator for the permission.',
  },
  queue: {
    title: 'the run was not begun',
    nextAction: 'Nothing has to be done if it goes on by itself; otherwise ask again later, or ask the operator.',
  },
  environment: {
    title: 'the environment is not ready',
    nextAction:
      'Say in .github/sandpiper.yml how the repository is set up, installed and tested, then comment /retry on this issue.',
  },
  model: {
    title: 'the model did not answer',
    nextAction: 'Comment /retry on this issue once the model can be reached again; if it goes on, tell the operator.',
  },
  agent: {
    title: 'the agent gave up',
    nextAction: 'Comment /retry on this issue with a hint, such as the file or the test that matters.',
  },
  verification: {
    title: 'tests speak against the change',
    nextAction: 'Read which tests fail, then comment /retry on this issue with a hint, or take the patch from there.',
  },
  delivery: {
    title: 'the result could not be delivered',
    nextAction: 'Change the rule that stands in the way, or apply the patch by hand.',
  },
  safety: {
    title: 'the change was not safe to publish',
    nextAction:
      'If these files have to change, make that part by hand; otherwise say so in the issue and comment /retry.',
  },
};
