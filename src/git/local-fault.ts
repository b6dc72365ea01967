import type { GitCall } from './git-call.ts';
import { GitFault } from './git-fault.ts';
import type { GitResult } from './run-git.ts';

/** A git command on data of our own failed: the mirror is damaged, or what was to be written into it is. */
export function localFault(call: GitCall, result: GitResult): GitFault {
  const words = result.isCut ? 'its answer is larger than expected' : result.stderr || `exit code ${result.exitCode}`;
  return new GitFault('corrupt', `git ${call.args[0]} failed: ${words}`, {
    nextAction: `Try again. If it fails again, delete ${call.directory}; it will be fetched anew.`,
  });
}
