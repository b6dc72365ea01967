import { isLabel } from './is-label.ts';
import type { IssueState, LabelNames } from './label-names.ts';

export type LabelChange = { readonly add: readonly string[]; readonly remove: readonly string[] };

/**
 * What has to be done so that the labels of an issue say its state, and only that; `null` is no state, after a run was stopped.
 * Once there is nothing more to do both lists are empty. What is taken off is spelt as it is there.
 */
export function labelsFor(state: IssueState | null, present: readonly string[], names: LabelNames): LabelChange {
  const wanted = state === null ? null : names.states[state];
  const isThere = wanted !== null && present.some((label) => isLabel(label, wanted));
  const removable = [...Object.values(names.states), ...(isAtWork(state) ? [] : [names.go, names.plan])];
  const isOurs = (label: string) => removable.some((name) => isLabel(name, label));
  const isWanted = (label: string) => wanted !== null && isLabel(label, wanted);
  return {
    add: wanted === null || isThere ? [] : [wanted],
    remove: present.filter((label) => isOurs(label) && !isWanted(label) && !isLabel(label, names.never)),
  };
}

/** Until then the label that began it stays, since taking it off stops the run. After that, putting it on again means again. */
const isAtWork = (state: IssueState | null) => state === 'queued' || state === 'running';
