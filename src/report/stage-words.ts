import type { Stage } from './comment-state.ts';

/** What goes on in each stage, in their order. */
export const stageWords: Readonly<Record<Stage, string>> = {
  accepted: 'Accepting the request',
  fetching: 'Fetching the repository',
  preparing: 'Preparing the sandbox',
  baseline: 'Testing the code as it is',
  solving: 'Working on a change',
  proving: 'Testing the change in a fresh sandbox',
  publishing: 'Opening the pull request',
};
