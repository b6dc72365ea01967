import type { Octokit } from 'octokit';
import { asking, GitHubFault } from './github-fault.ts';
import type { PullAddress } from './pull-address.ts';

/** A pull request as it is at this moment. */
export type LivePull = {
  readonly number: number;
  readonly url: string;
  readonly title: string;
  /** Empty when there is none. */
  readonly body: string;
  /** A login, or `null` when the account is gone. */
  readonly author: string | null;
  readonly isOpen: boolean;
  readonly isMerged: boolean;
  readonly isDraft: boolean;
  /** `null` while GitHub does not know: it finds out once it is asked. */
  readonly isMergeable: boolean | null;
  readonly branch: string;
  readonly sha: string;
  /** `owner/name`, or `null` when the repository of the branch is gone. */
  readonly headRepository: string | null;
  readonly base: string;
};

/** `null` when there is no such pull request. */
export async function readPull(
  octokit: Octokit,
  { repository, pull }: PullAddress,
  signal: AbortSignal,
): Promise<LivePull | null> {
  const at = { owner: repository.owner, repo: repository.name, pull_number: pull, request: { signal } };
  try {
    const { data } = await asking('show the pull request', signal, () => octokit.rest.pulls.get(at));
    return {
      number: data.number,
      url: data.html_url,
      title: data.title,
      body: data.body ?? '',
      author: data.user?.login ?? null,
      isOpen: data.state === 'open',
      isMerged: data.merged,
      isDraft: data.draft ?? false,
      isMergeable: data.mergeable ?? null,
      branch: data.head.ref,
      sha: data.head.sha,
      headRepository: data.head.repo?.full_name ?? null,
      base: data.base.ref,
    };
  } catch (error) {
    if (error instanceof GitHubFault && error.status === 404) return null;
    throw error;
  }
}
