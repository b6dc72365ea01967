import type { Octokit } from 'octokit';
import { asking } from './github-fault.ts';
import type { HeadCommit } from './read-head-commit.ts';
import type { RepositoryName } from './repository-name.ts';

/** Makes a commit at GitHub with the very files of another, which no branch has yet; GitHub takes the app for its author and signs. */
export async function createSameCommit(
  octokit: Octokit,
  {
    repository,
    of,
    message,
  }: { readonly repository: RepositoryName; readonly of: HeadCommit; readonly message: string },
  signal: AbortSignal,
): Promise<string> {
  const { owner, name: repo } = repository;
  const { data } = await asking('accept the commit', signal, () =>
    octokit.rest.git.createCommit({ owner, repo, message, tree: of.tree, parents: [of.sha], request: { signal } }),
  );
  return data.sha;
}
