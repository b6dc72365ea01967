import { isLabel } from '../run/labels/is-label.ts';
import type { LabelNames } from '../run/labels/label-names.ts';

export type IssueFacts = {
  readonly isOpen: boolean;
  readonly body: string;
  readonly labels: readonly string[];
};

/** What keeps an issue from being worked on, and what to do about it; `null`: nothing. */
export function unfitFor(
  { isOpen, body, labels }: IssueFacts,
  { never }: Pick<LabelNames, 'never'>,
): { readonly reason: string; readonly nextAction: string } | null {
  if (labels.some((label) => isLabel(label, never))) {
    return {
      reason: `The label ${never} is on this issue, which keeps Sandpiper off.`,
      nextAction: 'Take that label off, then ask for a run again.',
    };
  }
  if (!isOpen) return { reason: 'This issue is closed.', nextAction: 'Reopen it, then ask for a run again.' };
  if (body.trim() !== '') return null;
  return {
    reason: 'This issue has no description, and a title alone is too little to work from.',
    nextAction: 'Describe what happens and what should happen instead, then ask for a run again.',
  };
}
