import type { RunTask } from '../task/run-task.ts';

/** What a further commit was for, before the title. */
export function leadOf(
  task: RunTask,
  { isMerge, tip }: { readonly isMerge: boolean; readonly tip: string },
): string | null {
  if (isMerge) return `Merge ${tip.slice(0, 10)}`;
  return task.kind === 'revise' ? leads[task.cause.kind] : null;
}

const leads = {
  asked: 'As asked for',
  review: 'Answer a review',
  'failed-checks': 'Mend failed checks',
  'base-moved': 'Merge the base',
} as const;
