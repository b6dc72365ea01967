import { GitFault } from './git-fault.ts';

export function corruptChange(reason: string): GitFault {
  return new GitFault('corrupt', `The change is not what it claims to be: ${reason}.`, {
    nextAction: 'Start the run again. If it happens again, something in the sandbox is forging its output.',
  });
}
