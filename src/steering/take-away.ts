import type { RunStopped } from '../run/run-stopped.ts';
import type { IssueKey } from './issue-entry.ts';
import type { SteeringDeps } from './steering-deps.ts';

/** What there was to stop. */
export type StoppedWhat = 'running' | 'waiting' | 'held' | 'nothing';

/** Drops what waits for approval, what waits for its turn, and ends what runs. */
export async function takeAway(deps: SteeringDeps, key: IssueKey, reason: RunStopped): Promise<StoppedWhat> {
  const before = await deps.issues.read(key);
  const { waiting, running } = await deps.queue.cancel(
    { kind: 'issue', repository: key.repository, issue: key.issue },
    reason,
  );
  if (before.hold !== null) await deps.issues.change(key, (entry) => ({ ...entry, hold: null }));
  if (running > 0) return 'running';
  if (waiting > 0) return 'waiting';
  return before.hold === null ? 'nothing' : 'held';
}
