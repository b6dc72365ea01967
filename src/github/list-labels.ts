import type { Octokit } from 'octokit';
import { asking } from './github-fault.ts';
import { type IssueAddress, issueParameters } from './issue-address.ts';

/** More than GitHub lets an issue have. */
const maxLabels = 100;

/** The labels of an issue, as they are spelt. */
export async function listLabels(
  octokit: Octokit,
  address: IssueAddress,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { data } = await asking('list the labels', signal, () =>
    octokit.rest.issues.listLabelsOnIssue({ ...issueParameters(address), per_page: maxLabels, request: { signal } }),
  );
  return data.map(({ name }) => name);
}
