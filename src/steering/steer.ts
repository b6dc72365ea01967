import type { Trigger } from '../webhooks/events/trigger.ts';
import { carryOutCommands } from './commands/carry-out-commands.ts';
import { onEnd } from './on-end.ts';
import { onKeptOff } from './on-kept-off.ts';
import { onStart } from './on-start.ts';
import { onTextChanged } from './on-text-changed.ts';
import { onFailedChecks } from './pulls/on-failed-checks.ts';
import { onMovedBranch } from './pulls/on-moved-branch.ts';
import { onPermissionsChanged } from './pulls/on-permissions-changed.ts';
import { onReleased } from './pulls/on-released.ts';
import { onRenamed } from './pulls/on-renamed.ts';
import { onReview } from './pulls/on-review.ts';
import type { SteeringDeps } from './steering-deps.ts';

/**
 * Carries out what a webhook asked for, as far as whoever did it may. It may be called twice with the same key, after a process
 * was ended in the middle of it, and then nothing is done twice.
 */
export async function steer(
  deps: SteeringDeps,
  { trigger, key }: { readonly trigger: Trigger; readonly key: string },
  signal: AbortSignal,
): Promise<void> {
  switch (trigger.kind) {
    case 'start':
      return await onStart(deps, { trigger, key }, signal);
    case 'kept-off':
      return await onKeptOff(deps, { trigger, key }, signal);
    case 'commands': {
      const { settled, subject, comment, ...there } = trigger;
      const source = { kind: 'comment', id: comment.id } as const;
      return await carryOutCommands(deps, { there, key, settled, subject, source, at: comment.at }, signal);
    }
    case 'text-changed':
      return await onTextChanged(deps, { trigger, key }, signal);
    case 'end':
      return await onEnd(deps, { trigger, key }, signal);
    case 'review':
      return await onReview(deps, { trigger, key }, signal);
    case 'checks-failed':
      return await onFailedChecks(deps, { trigger, key }, signal);
    case 'branch-moved':
      return await onMovedBranch(deps, { trigger, key }, signal);
    case 'released':
      return await onReleased(deps, { trigger, key }, signal);
    case 'renamed':
      return await onRenamed(deps, { trigger, key }, signal);
    case 'permissions-changed':
      return await onPermissionsChanged(deps, { trigger, key }, signal);
  }
}
