import { Fault } from '../../errors.ts';
import { GitFault } from '../../git/git-fault.ts';
import { GitHubFault } from '../../github/github-fault.ts';
import { ModelFault } from '../../model/ask-model.ts';
import type { Failure, Stage } from '../../report/comment-state.ts';
import { SandboxFault } from '../../sandbox/sandbox.ts';
import { BaseFault } from '../base/base-fault.ts';
import { CompromisedFault } from '../canary/compromised-fault.ts';
import { UnsafeChangeFault } from '../exporting/commit-export.ts';

/** Stands after what to do, where that does not say it: faults are worded by rooms that know no labels. */
export const startAgain = 'To start again, take the label off and put it back on.';

/** A foreseen failure in the reader's terms; `null` for anything else, which is a bug. */
export function describeFailure(error: unknown, stage: Stage): Failure | null {
  if (!(error instanceof Fault)) return null;
  const { message: reason, log = '', nextAction = '' } = error;
  return {
    cause: causeOf(error, stage),
    reason,
    log: log.trim() === '' ? null : log,
    nextAction: /\blabel\b/.test(nextAction) ? nextAction : `${nextAction} ${startAgain}`.trim(),
  };
}

function causeOf(fault: Fault, stage: Stage): Failure['cause'] {
  if (fault instanceof UnsafeChangeFault || fault instanceof CompromisedFault) return 'safety';
  if (isForged(fault, stage)) return 'safety';
  if (fault instanceof ModelFault) return 'model';
  if (fault instanceof SandboxFault) return 'environment';
  if (fault instanceof BaseFault || stage === 'publishing') return 'delivery';
  if (fault instanceof GitHubFault || stage === 'accepted' || stage === 'fetching') return 'not-started';
  return 'environment';
}

/** What git finds damaged once the agent had a say in it. */
function isForged(fault: Fault, stage: Stage): boolean {
  return fault instanceof GitFault && fault.kind === 'corrupt' && (stage === 'solving' || stage === 'proving');
}
