import type { Octokit } from 'octokit';
import { asking } from './github-fault.ts';
import type { PullAddress } from './pull-address.ts';

export async function closePullRequest(
  octokit: Octokit,
  { repository, pull }: PullAddress,
  signal: AbortSignal,
): Promise<void> {
  const { owner, name: repo } = repository;
  await asking('close the pull request', signal, () =>
    octokit.rest.pulls.update({ owner, repo, pull_number: pull, state: 'closed', request: { signal } }),
  );
}
