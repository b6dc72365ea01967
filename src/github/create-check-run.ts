import type { Octokit } from 'octokit';
import { asking } from './github-fault.ts';
import type { RepositoryName } from './repository-name.ts';

export type NewCheckRun = {
  readonly repository: RepositoryName;
  readonly headSha: string;
  readonly title: string;
  readonly summary: string;
  readonly conclusion: 'success' | 'neutral' | 'failure';
};

export async function createCheckRun(octokit: Octokit, check: NewCheckRun, signal: AbortSignal): Promise<void> {
  await asking('accept the check run', signal, () =>
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
