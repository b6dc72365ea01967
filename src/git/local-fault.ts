import { basename } from 'node:path';
import type { GitCall } from './git-call.ts';
import { GitFault } from './git-fault.ts';
import { isOutOfRoom, makeRoom } from './out-of-room.ts';
import type { GitResult } from './run-git.ts';

/** A git command on data of our own failed: the mirror is damaged, or what was to be written into it is, or the disk is full. */
export function localFault(call: GitCall, result: GitResult): GitFault {
  const words = result.isCut ? 'its answer is larger than expected' : result.stderr || `exit code ${result.exitCode}`;
  const message = `git ${call.args[0]} failed: ${words}`;
  if (isOutOfRoom(result.stderr)) return new GitFault('unreachable', message, { nextAction: makeRoom });
  return new GitFault('corrupt', message, {
    nextAction: `Try again. If it fails again, ask the operator to delete the mirror ${basename(call.directory)}; it is fetched anew.`,
  });
}
