import type { Octokit } from 'octokit';
import { asking } from './github-fault.ts';
import type { RepositoryName } from './repository-name.ts';

export type ProofCheck = {
  /** Of the run that proved it. */
  readonly externalId: string;
  readonly conclusion: 'success' | 'neutral' | 'failure';
  readonly title: string;
  readonly summary: string;
  readonly text: string;
};

export type CheckedCommit = {
  readonly repository: RepositoryName;
  readonly sha: string;
  /** Such as `sandpiper[bot]`. */
  readonly botLogin: string;
};

const name = 'Sandpiper proof';

/** What we said of a commit when it was proved; `null`: nothing. */
export async function findProofCheck(
  octokit: Octokit,
  { repository, sha, botLogin }: CheckedCommit,
  signal: AbortSignal,
): Promise<ProofCheck | null> {
  const at = { owner: repository.owner, repo: repository.name, ref: sha, request: { signal } };
  const { data } = await asking('list the check runs', signal, () =>
    octokit.rest.checks.listForRef({ ...at, check_name: name, filter: 'latest', per_page: 100 }),
  );
  const own = data.check_runs.find(({ app }) => `${app?.slug}[bot]` === botLogin);
  if (own === undefined) return null;
  const { conclusion, output } = own;
  return {
    externalId: own.external_id ?? '',
    conclusion: conclusion === 'success' || conclusion === 'failure' ? conclusion : 'neutral',
    title: output.title ?? '',
    summary: output.summary ?? '',
    text: output.text ?? '',
  };
}
