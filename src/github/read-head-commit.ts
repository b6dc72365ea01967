import type { Octokit } from 'octokit';
import { asking } from './github-fault.ts';
import type { RepositoryName } from './repository-name.ts';

export type HeadCommit = {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
};

export async function readHeadCommit(
  octokit: Octokit,
  { repository, sha }: { readonly repository: RepositoryName; readonly sha: string },
  signal: AbortSignal,
): Promise<HeadCommit> {
  const { owner, name: repo } = repository;
  const { data } = await asking('show the commit', signal, () =>
    octokit.rest.git.getCommit({ owner, repo, commit_sha: sha, request: { signal } }),
  );
  const { message, tree, parents } = data;
  return { sha: data.sha, message, tree: tree.sha, parents: parents.map((parent) => parent.sha) };
}
