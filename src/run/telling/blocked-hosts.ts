import type { EgressAttempt } from '../../sandbox/sandbox.ts';

/** Each once, in the order they were first asked for. */
export function blockedHosts(blocked: readonly EgressAttempt[]): readonly string[] {
  return [...new Set(blocked.map(({ host }) => host))];
}
