import { isOwnBranch } from './branch-name.ts';
import type { GitDeps } from './git-call.ts';
import { GitFault } from './git-fault.ts';
import type { Mirror } from './open-mirror.ts';
import { parseRemote } from './parse-remote.ts';
import { remoteFault } from './remote-fault.ts';
import { runGit } from './run-git.ts';

export type PushRequest = {
  readonly mirror: Mirror;
  readonly sha: string;
  readonly remoteUrl: string;
  readonly token: string | null;
  /** From `branchName`. */
  readonly branch: string;
};

/**
 * Creates the branch at the remote; it must not exist. Nothing else of the remote changes, and nothing is ever forced. In a
 * local repository nothing it names runs, and its work tree and index stay as they are.
 */
export async function pushCommit(deps: GitDeps, request: PushRequest, signal: AbortSignal): Promise<void> {
  const { mirror, sha, branch } = request;
  if (!isOwnBranch(branch) || branch === mirror.branch) throw new TypeError(`${branch} is not a branch to publish on`);
  const remote = parseRemote(request.remoteUrl, request.token);
  const ref = `refs/heads/${branch}`;
  const local = remote.scheme === 'file' ? [`--receive-pack=${quietReceivePack}`] : [];
  const args = [...pushOnce, ...local, `--force-with-lease=${ref}:`, '--', remote.url, `${sha}:${ref}`];
  const result = await runGit(deps, { directory: mirror.directory, remote, args }, signal);
  if (result.exitCode === 0) return;
  throw pushFault(branch, result.stdout.toString('utf8'), result.stderr) ?? remoteFault(remote, result.stderr);
}

const pushOnce = ['push', '--porcelain', '--quiet', '--no-verify'];
/** The repository's own settings may name programs, and git started from here would run them. */
const quietReceivePack = [
  'git',
  '-c core.hooksPath=/dev/null',
  '-c core.alternateRefsCommand=true',
  '-c core.fsmonitor=false',
  '-c receive.denyCurrentBranch=refuse',
  '-c receive.autogc=false',
  '-c gc.auto=0',
  'receive-pack',
].join(' ');

/** `null` when the remote never came to decide about the branch. */
function pushFault(branch: string, report: string, stderr: string): GitFault | null {
  const [, why] = /^!\t.*\t\[(.*)$/m.exec(report) ?? [];
  if (why === undefined) return null;
  if (/stale info|already exists|fetch first|non-fast-forward/.test(why)) {
    return new GitFault('branch-exists', `The branch ${branch} exists already.`, {
      nextAction: `Delete the branch ${branch}, or start the run again under another name.`,
    });
  }
  return new GitFault('push-refused', `The repository did not accept the branch ${branch}: ${stderr || `[${why}`}`, {
    nextAction: 'Check the rules of the repository for new branches, and that the app may write its contents.',
  });
}
