import { createHash } from 'node:crypto';
import { mkdtempDisposable } from 'node:fs/promises';
import { join } from 'node:path';
import { askGit } from './ask-git.ts';
import { findObjects } from './find-objects.ts';
import type { GitDeps } from './git-call.ts';
import { GitFault } from './git-fault.ts';
import { runGit } from './run-git.ts';

export type CommitObject = { readonly tree: string; readonly parents: readonly string[]; readonly message: string };

const maxCommitBytes = 1024 * 1024;

/**
 * One commit of somebody's repository, by its whole id, of which every byte is checked. Git runs in an empty repository of ours
 * and borrows the objects alone: no setting, hook or replacement of theirs has a say. Throws a `GitFault` when it is not there.
 */
export async function readCommit(
  deps: GitDeps,
  { repository, sha }: { readonly repository: string; readonly sha: string },
  signal: AbortSignal,
): Promise<CommitObject> {
  const objects = await findObjects(repository);
  await using scratch = await mkdtempDisposable(join(deps.scratch, 'commit-'));
  const directory = scratch.path;
  const format = sha.length === 64 ? 'sha256' : 'sha1';
  const init = ['init', '--bare', '--quiet', '--template=', `--object-format=${format}`];
  await askGit(deps, { directory, args: init }, signal);
  const env = { GIT_OBJECT_DIRECTORY: objects };
  const call = { directory, args: ['cat-file', 'commit', sha], env, maxOutputBytes: maxCommitBytes };
  const { exitCode, isCut, stdout } = await runGit(deps, call, signal);
  if (exitCode !== 0 || isCut) throw missing(sha, repository);
  if (idOf(stdout, format) !== sha) {
    throw new GitFault('corrupt', `The commit ${sha} in ${repository} is not what its id says.`);
  }
  return parseCommit(stdout.toString('utf8'));
}

function idOf(bytes: Buffer, format: 'sha1' | 'sha256'): string {
  return createHash(format).update(`commit ${bytes.byteLength}\0`).update(bytes).digest('hex');
}

/** Headers end at the first empty line; the lines of a signature among them begin with a blank. */
function parseCommit(text: string): CommitObject {
  const end = text.indexOf('\n\n');
  const headers = (end === -1 ? text : text.slice(0, end)).split('\n');
  const values = (name: string) =>
    headers.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));
  const message = end === -1 ? '' : text.slice(end + 2);
  return { tree: values('tree')[0] ?? '', parents: values('parent'), message };
}

function missing(sha: string, repository: string): GitFault {
  return new GitFault('refused', `There is no commit ${sha} in ${repository}.`, {
    nextAction: 'Fetch the branch of the pull request into it first.',
  });
}
