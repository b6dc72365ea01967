import type { RepositoryName } from './repository-name.ts';

export type IssueAddress = { readonly repository: RepositoryName; readonly issue: number };

/** An issue's address as octokit takes it. */
export function issueParameters({ repository, issue }: IssueAddress) {
  return { owner: repository.owner, repo: repository.name, issue_number: issue };
}
