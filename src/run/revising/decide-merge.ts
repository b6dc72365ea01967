import type { Conduct } from '../../environment/repository-settings.ts';
import type { ReviseCause } from '../task/run-task.ts';

export type MergeFacts = {
  readonly cause: ReviseCause['kind'];
  readonly policy: Conduct['mergeBase'];
  /** The base branch has commits that the pull request has not. */
  readonly isBehind: boolean;
  /** The two cannot be merged as they are. */
  readonly conflicts: boolean;
};

/** Whether the base branch is merged in. One that is merely behind can be merged by whoever merges it, and is left as it is. */
export function decideMerge({ cause, policy, isBehind, conflicts }: MergeFacts): 'merge' | 'leave' {
  if (!isBehind) return 'leave';
  if (cause === 'base-moved') return 'merge';
  return conflicts && (cause === 'asked' || policy === 'by-itself') ? 'merge' : 'leave';
}
