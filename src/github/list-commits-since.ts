import type { Octokit } from 'octokit';
import { asking } from './github-fault.ts';
import type { RepositoryName } from './repository-name.ts';

export type CommitSince = {
  readonly sha: string;
  /** Logins of the accounts that GitHub takes author and committer for; `null` for one it does not know. */
  readonly author: string | null;
  readonly committer: string | null;
};

const mostCommits = 100;

/** The commits that came after one, oldest first; `null` when it was taken away, or too many came to know them all. */
export async function listCommitsSince(
  octokit: Octokit,
  { repository, from, to }: { readonly repository: RepositoryName; readonly from: string; readonly to: string },
  signal: AbortSignal,
): Promise<readonly CommitSince[] | null> {
  const { owner, name: repo } = repository;
  const basehead = `${from}...${to}`;
  const { data } = await asking('compare the two commits', signal, () =>
    octokit.rest.repos.compareCommitsWithBasehead({
      owner,
      repo,
      basehead,
      per_page: mostCommits,
      request: { signal },
    }),
  );
  const isAhead = data.status === 'ahead' || data.status === 'identical';
  if (!isAhead || data.total_commits > data.commits.length) return null;
  return data.commits.map(({ sha, author, committer }) => ({
    sha,
    author: loginOf(author),
    committer: loginOf(committer),
  }));
}

/** Octokit's types know of accounts without any field. */
function loginOf(account: object | null): string | null {
  return account !== null && 'login' in account && typeof account.login === 'string' ? account.login : null;
}
