import type { Octokit } from 'octokit';
import { asking } from './github-fault.ts';
import type { RepositoryName } from './repository-name.ts';

export type PullRequestDraft = {
  readonly repository: RepositoryName;
  readonly base: string;
  readonly branch: string;
  readonly title: string;
  readonly body: string;
  readonly draft: boolean;
};

export async function openPullRequest(
  octokit: Octokit,
  pull: PullRequestDraft,
  signal: AbortSignal,
): Promise<{ readonly number: number; readonly url: string }> {
  const { data } = await asking('open the pull request', () =>
    octokit.rest.pulls.create({
      owner: pull.repository.owner,
      repo: pull.repository.name,
      base: pull.base,
      head: pull.branch,
      title: pull.title,
      body: pull.body,
      draft: pull.draft,
      request: { signal },
    }),
  );
  return { number: data.number, url: data.html_url };
}

export async function createCheckRun(
  octokit: Octokit,
  check: {
    readonly repository: RepositoryName;
    readonly headSha: string;
    readonly title: string;
    readonly summary: string;
    readonly conclusion: 'success' | 'neutral' | 'failure';
  },
  signal: AbortSignal,
): Promise<void> {
  await asking('accept the check run', () =>
    octokit.rest.checks.create({
      owner: check.repository.owner,
      repo: check.repository.name,
      name: 'Sandpiper proof',
      head_sha: check.headSha,
      status: 'completed',
      conclusion: check.conclusion,
      output: { title: check.title, summary: check.summary },
      request: { signal },
    }),
  );
}

/** Takes back a branch that this run created, so that a publication that failed leaves nothing half done. */
export async function deleteBranch(
  octokit: Octokit,
  repository: RepositoryName,
  branch: string,
  signal: AbortSignal,
): Promise<void> {
  await asking('delete the branch again', () =>
    octokit.rest.git.deleteRef({
      owner: repository.owner,
      repo: repository.name,
      ref: `heads/${branch}`,
      request: { signal },
    }),
  );
}
