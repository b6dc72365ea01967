import { Fault } from '../errors.ts';
import { GitHubFault } from '../github/github-fault.ts';
import { ModelFault } from '../model/ask-model.ts';
import type { Failure, Stage } from '../report/comment-state.ts';
import { SandboxFault } from '../sandbox/sandbox.ts';
import { CompromisedFault } from './canary/compromised-fault.ts';
import { UnsafeChangeFault } from './commit-export.ts';

/** A foreseen failure in the reader's terms; `null` for anything else, which is a bug. */
export function describeFailure(error: unknown, stage: Stage): Failure | null {
  if (!(error instanceof Fault)) return null;
  return {
    cause: causeOf(error, stage),
    reason: error.message,
    log: error.log ?? null,
    nextAction: error.nextAction ?? 'Take the label off and put it back on to try again.',
  };
}

function causeOf(fault: Fault, stage: Stage): Failure['cause'] {
  if (fault instanceof UnsafeChangeFault || fault instanceof CompromisedFault) return 'safety';
  if (fault instanceof ModelFault) return 'model';
  if (fault instanceof SandboxFault) return 'environment';
  if (stage === 'publishing') return 'delivery';
  if (fault instanceof GitHubFault || stage === 'accepted' || stage === 'fetching') return 'not-started';
  return 'environment';
}
