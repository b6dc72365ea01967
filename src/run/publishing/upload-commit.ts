import type { GitDeps } from '../../git/git-call.ts';
import type { Mirror } from '../../git/open-mirror.ts';
import { readCommitContents } from '../../git/read-commit-contents.ts';
import type { GitHubClient } from '../../github/connect-github.ts';
import { createCommit } from '../../github/create-commit.ts';
import { GitHubFault } from '../../github/github-fault.ts';
import type { RepositoryName } from '../../github/repository-name.ts';

export type UploadDeps = { readonly git: GitDeps; readonly octokit: ReturnType<GitHubClient['as']> };
export type Upload = {
  readonly repository: RepositoryName;
  readonly mirror: Pick<Mirror, 'directory'>;
  readonly sha: string;
  /** Commits that GitHub has. */
  readonly parents: readonly string[];
};

const limits = { maxFiles: 50, maxBytes: 1024 * 1024 };

/**
 * Has GitHub make the commit that was proved once more, so that GitHub signs it: the same files, parents and message. `null` when
 * the commit is too large for that, or GitHub does not, or makes anything else of it: then it is to be pushed as it is.
 */
export async function uploadCommit(deps: UploadDeps, upload: Upload, signal: AbortSignal): Promise<string | null> {
  const { repository, mirror, sha, parents } = upload;
  const commit = await readCommitContents(deps.git, { mirror, sha, parents, ...limits }, signal);
  if (commit === null) return null;
  try {
    return await createCommit(deps.octokit, { ...commit, repository, parents }, signal);
  } catch (error) {
    // Nothing can be seen of it yet, and what keeps GitHub from taking a push is said when it is pushed.
    if (error instanceof GitHubFault) return null;
    throw error;
  }
}
