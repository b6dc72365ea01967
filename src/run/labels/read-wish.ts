import { isLabel } from './is-label.ts';
import type { LabelNames } from './label-names.ts';

/** What the labels of an issue ask for together. */
export type Wish = 'never' | 'plan' | 'go' | 'nothing';

/** Several labels make one wish, the most careful of them: to be kept off counts before a plan, and a plan before the work. */
export function readWish(present: readonly string[], names: Pick<LabelNames, 'go' | 'plan' | 'never'>): Wish {
  const has = (name: string) => present.some((label) => isLabel(label, name));
  if (has(names.never)) return 'never';
  if (has(names.plan)) return 'plan';
  return has(names.go) ? 'go' : 'nothing';
}
