import type { Octokit } from 'octokit';
import { asking } from './github-fault.ts';
import type { RepositoryName } from './repository-name.ts';

export type NewPullRequest = {
  readonly repository: RepositoryName;
  readonly base: string;
  readonly branch: string;
  readonly title: string;
  readonly body: string;
  readonly draft: boolean;
};

export type PullRequest = { readonly number: number; readonly url: string };

export async function openPullRequest(
  octokit: Octokit,
  pull: NewPullRequest,
  signal: AbortSignal,
): Promise<PullRequest> {
  const { data } = await asking('open the pull request', signal, () =>
    octokit.rest.pulls.create({
      owner: pull.repository.owner,
      repo: pull.repository.name,
      base: pull.base,
      head: pull.branch,
      title: pull.title,
      body: pull.body,
      draft: pull.draft,
      request: { signal },
    }),
  );
  return { number: data.number, url: data.html_url };
}

/** The open pull request of a branch of this repository that stands at this commit, or `null`. */
export async function findPullRequest(
  octokit: Octokit,
  { repository, branch, sha }: { readonly repository: RepositoryName; readonly branch: string; readonly sha: string },
  signal: AbortSignal,
): Promise<PullRequest | null> {
  const { owner, name: repo } = repository;
  const { data } = await asking('list the pull requests', signal, () =>
    octokit.rest.pulls.list({ owner, repo, head: `${owner}:${branch}`, state: 'open', request: { signal } }),
  );
  const pull = data.find(({ head }) => head.sha === sha);
  return pull === undefined ? null : { number: pull.number, url: pull.html_url };
}
