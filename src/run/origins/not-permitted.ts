import type { Permission } from '../../github/read-permission.ts';
import type { RunOutcome } from '../run-outcome.ts';

/** Told to whoever asked for what only people with write permission may ask for. */
export function notPermitted(actor: string, permission: Permission): Extract<RunOutcome, { kind: 'refused' }> {
  if (permission === 'unknown') {
    const reason = 'GitHub could not be asked whether you have write permission in this repository.';
    return { kind: 'refused', actor, reason, nextAction: 'Ask for it once more in a few minutes.' };
  }
  return {
    kind: 'refused',
    actor,
    reason: 'You do not have write permission in this repository, and without it nobody can start a run.',
    nextAction: 'Ask somebody who has it to ask for the run.',
  };
}
