import type { Octokit } from 'octokit';
import { asking } from './github-fault.ts';
import { type IssueAddress, issueParameters } from './issue-address.ts';

export type IssueText = {
  readonly title: string;
  /** Empty when there is none. */
  readonly body: string;
  /** A login, or `null` when the account is gone. */
  readonly author: string | null;
};

/** What the issue says at this moment, which is not what anybody asked for with a webhook. */
export async function readIssueText(octokit: Octokit, address: IssueAddress, signal: AbortSignal): Promise<IssueText> {
  const { data } = await asking('show the issue', signal, () =>
    octokit.rest.issues.get({ ...issueParameters(address), request: { signal } }),
  );
  return { title: data.title, body: data.body ?? '', author: data.user?.login ?? null };
}
