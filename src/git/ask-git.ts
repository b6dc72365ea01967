import type { GitCall, GitDeps } from './git-call.ts';
import { localFault } from './local-fault.ts';
import { runGit } from './run-git.ts';

/** Runs a git command that cannot fail on sound data, and returns its output. Throws a `corrupt` `GitFault` when it does fail. */
export async function askGit(deps: GitDeps, call: GitCall, signal: AbortSignal): Promise<Buffer> {
  const result = await runGit(deps, call, signal);
  if (result.exitCode !== 0 || result.isCut) throw localFault(call, result);
  return result.stdout;
}
