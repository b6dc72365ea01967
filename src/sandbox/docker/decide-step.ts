import type { IdlePolicy, PauseDepth, SandboxState } from '../sandbox.ts';

export type IdleStep = PauseDepth | 'destroy' | null;

/** What is due after so long without use: the deepest step whose time has come, unless the sandbox is as deep already. */
export function decideStep(policy: IdlePolicy, state: SandboxState, idleMs: number): IdleStep {
  const due = (after: number | undefined) => after !== undefined && idleMs >= after;
  if (due(policy.destroyMs)) return 'destroy';
  if (state === 'lost') return null;
  if (due(policy.archiveMs)) return state === 'archived' ? null : 'archive';
  if (state === 'archived' || state === 'hibernated') return null;
  if (due(policy.hibernateMs)) return 'hibernate';
  if (state === 'stopped' || state === 'frozen') return null;
  return due(policy.freezeMs) ? 'freeze' : null;
}
