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
  const ask = (logins: readonly string[]) =>
    attempt(`ask ${logins.join(', ')} for a review`, signal, () =>
      octokit.rest.pulls.requestReviewers({ ...at, pull_number: pull, reviewers: [...logins] }),
    );
  const refusals = [
    ...(labels.length === 0 ? [] : [await attempt(`label the pull request ${labels.join(', ')}`, signal, label)]),
    ...(reviewers.length === 0 ? [] : await askTogetherOrAlone(reviewers, ask)),
  ];
  return refusals.flatMap((refusal) => (refusal === null ? [] : [refusal.note]));
}

type Refusal = { readonly note: string; readonly status: number | null };

/** GitHub asks nobody if one of them is no collaborator; the others are asked all the same. */
async function askTogetherOrAlone(
  reviewers: readonly string[],
  ask: (logins: readonly string[]) => Promise<Refusal | null>,
): Promise<readonly (Refusal | null)[]> {
  const together = await ask(reviewers);
  if (together?.status !== 422 || reviewers.length === 1) return [together];
  const alone: (Refusal | null)[] = [];
  for (const login of reviewers) alone.push(await ask([login]));
  return alone;
}

async function attempt(what: string, signal: AbortSignal, request: () => Promise<unknown>): Promise<Refusal | null> {
  try {
    await asking(what, signal, request);
    return null;
  } catch (error) {
    if (error instanceof GitHubFault) return { note: error.message, status: error.status };
    if (signal.aborted) return { note: `There was no time left to ${what}.`, status: null };
    throw error;
  }
}
