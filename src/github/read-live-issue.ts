import type { Octokit } from 'octokit';
import { asking } from './github-fault.ts';
import { type IssueAddress, issueParameters } from './issue-address.ts';

export type LiveIssue = { readonly isOpen: boolean; readonly labels: readonly string[] };

/** What the issue is at this moment; its text is taken from the signed webhook instead. */
export async function readLiveIssue(octokit: Octokit, address: IssueAddress, signal: AbortSignal): Promise<LiveIssue> {
  const { data } = await asking('show the issue', signal, () =>
    octokit.rest.issues.get({ ...issueParameters(address), request: { signal } }),
  );
  const labels = data.labels.map((label) => (typeof label === 'string' ? label : (label.name ?? '')));
  return { isOpen: data.state === 'open', labels };
}
