import type { Work } from './comment-state.ts';

/** What a run on a pull request works on, as the end of a sentence. The number makes GitHub link there. */
export function describeWork({ pull, cause }: Work): string {
  return {
    asked: `#${pull}, as asked`,
    review: `the review of #${pull}`,
    'failed-checks': `the failed checks of #${pull}`,
    'base-moved': `#${pull}, whose base moved on`,
  }[cause];
}
