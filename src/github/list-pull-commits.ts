import type { Octokit } from 'octokit';
import { asking } from './github-fault.ts';
import type { PullAddress } from './pull-address.ts';

export type PullCommit = {
  readonly sha: string;
  readonly message: string;
  /** As they stand in the commit, which nobody checked. */
  readonly author: string;
  readonly committer: string;
};

const mostCommits = 10;

/** The first commits of a pull request: enough to see whether it is ours alone, since ours are few. */
export async function listPullCommits(
  octokit: Octokit,
  { repository, pull }: PullAddress,
  signal: AbortSignal,
): Promise<readonly PullCommit[]> {
  const { owner, name: repo } = repository;
  const { data } = await asking('list the commits of the pull request', signal, () =>
    octokit.rest.pulls.listCommits({ owner, repo, pull_number: pull, per_page: mostCommits, request: { signal } }),
  );
  return data.map(({ sha, commit: { message, author, committer } }) => ({
    sha,
    message,
    author: author?.name ?? '',
    committer: committer?.name ?? '',
  }));
}
