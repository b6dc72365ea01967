import { askGit } from './ask-git.ts';
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
  /** Where the branch stands, which is a parent of the commit; left out: there is no such branch. */
  readonly onto?: string;
};

/**
 * Creates the branch at the remote, where it must not exist; or takes it on from exactly where it is known to stand to a commit
 * that follows. Nothing else of the remote changes, and nothing that is on a branch is ever taken off it. In a local repository nothing it names runs, and its work tree and index stay as they are.
 */
export async function pushCommit(deps: GitDeps, request: PushRequest, signal: AbortSignal): Promise<void> {
  const { mirror, sha, branch, onto = '' } = request;
  if (!isOwnBranch(branch) || branch === mirror.branch) throw new TypeError(`${branch} is not a branch to publish on`);
  if (onto !== '') await assertFollows(deps, request, signal);
  const remote = parseRemote(request.remoteUrl, request.token);
  const ref = `refs/heads/${branch}`;
  const local = remote.scheme === 'file' ? [`--receive-pack=${quietReceivePack}`] : [];
  const args = [...pushOnce, ...local, `--force-with-lease=${ref}:${onto}`, '--', remote.url, `${sha}:${ref}`];
  const result = await runGit(deps, { directory: mirror.directory, remote, args }, signal);
  if (result.exitCode === 0) return;
  throw pushFault(request, result.stdout.toString('utf8'), result.stderr) ?? remoteFault(remote, result.stderr);
}

/** With that, a lease lets nothing through but a step forward. */
async function assertFollows(deps: GitDeps, { mirror, sha, onto }: PushRequest, signal: AbortSignal): Promise<void> {
  const call = { directory: mirror.directory, args: ['rev-parse', '--verify', `${sha}^1`] };
  const parent = (await askGit(deps, call, signal)).toString('latin1').trim();
  if (parent !== onto) throw new TypeError(`${sha} does not follow ${onto}`);
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
function pushFault({ branch, onto }: PushRequest, report: string, stderr: string): GitFault | null {
  const [, why] = /^!\t.*\t\[(.*)$/m.exec(report) ?? [];
  if (why === undefined) return null;
  const isOtherwise = /stale info|already exists|fetch first|non-fast-forward/.test(why);
  if (isOtherwise && onto !== undefined) {
    return new GitFault('branch-moved', `The branch ${branch} does not stand at ${onto.slice(0, 10)} any more.`);
  }
  if (isOtherwise) {
    return new GitFault('branch-exists', `The branch ${branch} exists already.`, {
      nextAction: `Delete the branch ${branch}, or start the run again under another name.`,
    });
  }
  return new GitFault('push-refused', `The repository did not accept the branch ${branch}: ${stderr || `[${why}`}`, {
    nextAction: 'Check the rules of the repository for new branches, and that the app may write its contents.',
  });
}
