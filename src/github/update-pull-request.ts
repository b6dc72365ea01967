import type { Octokit } from 'octokit';
import { asking } from './github-fault.ts';
import type { PullAddress } from './pull-address.ts';

/** Replaces the description of a pull request. */
export async function updatePullRequest(
  octokit: Octokit,
  { repository, pull, body }: PullAddress & { readonly body: string },
  signal: AbortSignal,
): Promise<void> {
  const { owner, name: repo } = repository;
  await asking('accept the new description of the pull request', signal, () =>
    octokit.rest.pulls.update({ owner, repo, pull_number: pull, body, request: { signal } }),
  );
}
