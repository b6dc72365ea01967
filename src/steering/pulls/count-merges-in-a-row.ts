import type { IssueEntry } from '../issue-entry.ts';

const byItself: readonly (string | null)[] = ['base-moved', 'failed-checks'];

/** How many runs have merged the base branch in since people last asked for one. */
export function countMergesInARow(runs: IssueEntry['runs']): number {
  const lastAsked = runs.findLastIndex(({ cause }) => !byItself.includes(cause));
  return runs.slice(lastAsked + 1).filter(({ cause }) => cause === 'base-moved').length;
}
