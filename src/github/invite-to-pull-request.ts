import type { Octokit } from 'octokit';
import { asking, GitHubFault } from './github-fault.ts';
import type { RepositoryName } from './repository-name.ts';

export type Invitation = {
  readonly repository: RepositoryName;
  readonly pull: number;
  readonly labels: readonly string[];
  readonly reviewers: readonly string[];
};

/** Labels a pull request and asks for reviews. What GitHub refuses of it comes back as sentences: the pull request stands. */
export async function inviteToPullRequest(
  octokit: Octokit,
  { repository, pull, labels, reviewers }: Invitation,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const at = { owner: repository.owner, repo: repository.name, request: { signal } };
  const label = () => octokit.rest.issues.addLabels({ ...at, issue_number: pull, labels: [...labels] });
  const ask = () => octokit.rest.pulls.requestReviewers({ ...at, pull_number: pull, reviewers: [...reviewers] });
  return [
    ...(labels.length === 0 ? [] : await attempt(`label the pull request ${labels.join(', ')}`, signal, label)),
    ...(reviewers.length === 0 ? [] : await attempt(`ask ${reviewers.join(', ')} for a review`, signal, ask)),
  ];
}

async function attempt(what: string, signal: AbortSignal, request: () => Promise<unknown>): Promise<readonly string[]> {
  try {
    await asking(what, signal, request);
    return [];
  } catch (error) {
    if (error instanceof GitHubFault) return [error.message];
    if (signal.aborted) return [`There was no time left to ${what}.`];
    throw error;
  }
}
