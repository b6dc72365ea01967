import type { Octokit } from 'octokit';
import { asking } from './github-fault.ts';
import { type IssueAddress, issueParameters } from './issue-address.ts';

/** Says "seen". Nothing that could be read as approval is ever used. */
export async function reactWithEyes(octokit: Octokit, address: IssueAddress, signal: AbortSignal): Promise<void> {
  await asking('accept the reaction', signal, () =>
    octokit.rest.reactions.createForIssue({ ...issueParameters(address), content: 'eyes', request: { signal } }),
  );
}
