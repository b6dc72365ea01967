import type { Octokit } from 'octokit';
import { askGraphQl } from './ask-graphql.ts';
import { asking } from './github-fault.ts';
import type { PullAddress } from './pull-address.ts';

const mutation = `mutation($id: ID!) {
  convertPullRequestToDraft(input: { pullRequestId: $id }) { pullRequest { isDraft } }
}`;

/** REST has no word for it. */
export async function convertToDraft(
  octokit: Octokit,
  { repository, pull }: PullAddress,
  signal: AbortSignal,
): Promise<void> {
  const { owner, name: repo } = repository;
  const { data } = await asking('show the pull request', signal, () =>
    octokit.rest.pulls.get({ owner, repo, pull_number: pull, request: { signal } }),
  );
  const what = 'make the pull request a draft';
  await askGraphQl(octokit, { what, query: mutation, variables: { id: data.node_id } }, signal);
}
