import { Fault } from '../../errors.ts';
import { GitFault } from '../../git/git-fault.ts';
import { GitHubFault } from '../../github/github-fault.ts';
import { ModelFault } from '../../model/ask-model.ts';
import type { Failure, Stage } from '../../report/comment-state.ts';
import { SandboxFault } from '../../sandbox/sandbox.ts';
import { BaseFault } from '../base/base-fault.ts';
import { CompromisedFault } from '../canary/compromised-fault.ts';
import { UnsafeChangeFault } from '../exporting/commit-export.ts';

/** Stands after what to do: faults are worded by rooms that know of no issue. */
export const startAgain = 'To start again, comment `/retry` on the issue.';

/** A fault that can only be met on GitHub may say it for itself. */
const saysHow = /(?<!\w)\/retry\b/;

/** A foreseen failure in the reader's terms; `null` for anything else, which is a bug. */
export function describeFailure(error: unknown, stage: Stage): Failure | null {
  if (!(error instanceof Fault)) return null;
  const { message: reason, log = '', nextAction = null } = error;
  return {
    cause: causeOf(error, stage),
    reason,
    log: log.trim() === '' ? null : log,
    nextAction: nextAction === null || saysHow.test(nextAction) ? nextAction : `${nextAction} ${startAgain}`,
    unknown: unknownOf(error, stage),
  };
}

function causeOf(fault: Fault, stage: Stage): Failure['cause'] {
  if (fault instanceof UnsafeChangeFault || fault instanceof CompromisedFault) return 'safety';
  if (isForged(fault, stage)) return 'safety';
  if (fault instanceof ModelFault) return 'model';
  if (fault instanceof SandboxFault) return 'environment';
  if (fault instanceof BaseFault || stage === 'publishing') return 'delivery';
  if (isRefused(fault)) return 'permission';
  if (stage === 'accepted') return 'queue';
  if (fault instanceof GitFault || fault instanceof GitHubFault) return 'environment';
  return stage === 'proving' ? 'verification' : 'environment';
}

/** What git finds damaged once the agent had a say in it. */
function isForged(fault: Fault, stage: Stage): boolean {
  return fault instanceof GitFault && fault.kind === 'corrupt' && (stage === 'solving' || stage === 'proving');
}

/** GitHub knows the app, and does not let it. What is hidden from it is said not to be there. */
function isRefused(fault: Fault): boolean {
  if (fault instanceof GitFault) return fault.kind === 'refused';
  if (!(fault instanceof GitHubFault) || fault.isRateLimit) return false;
  return fault.status === 401 || fault.status === 403 || fault.status === 404;
}

function unknownOf(fault: Fault, stage: Stage): readonly string[] {
  if (fault instanceof SandboxFault && fault.ran === 'unknown')
    return ['Whether the last thing that the sandbox was asked to do was done.'];
  const unanswered = fault instanceof GitHubFault && fault.status === null;
  return unanswered && stage === 'publishing' ? ['Whether GitHub did it all the same, without answering.'] : [];
}
