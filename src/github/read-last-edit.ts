import type { Octokit } from 'octokit';
import { askGraphQl } from './ask-graphql.ts';
import type { IssueAddress } from './issue-address.ts';

/** When a description was changed last, in ISO 8601, and by whom: `null` is an account that is gone. */
export type LastEdit = { readonly at: string; readonly editor: string | null };

const query = `query lastEdit($owner: String!, $name: String!, $number: Int!) {
  repository(owner: $owner, name: $name) { issue(number: $number) { lastEditedAt editor { login } } }
}`;

type Answer = {
  readonly repository?: {
    readonly issue?: {
      readonly lastEditedAt?: string | null;
      readonly editor?: { readonly login: string } | null;
    } | null;
  } | null;
};

/** Of an issue's description; `null` when it is as it was written. */
export async function readLastEdit(
  octokit: Octokit,
  { repository: { owner, name }, issue: number }: IssueAddress,
  signal: AbortSignal,
): Promise<LastEdit | null> {
  const question = { what: 'tell when the issue was changed', query, variables: { owner, name, number } };
  const answer = await askGraphQl<Answer>(octokit, question, signal);
  const issue = answer.repository?.issue;
  return issue?.lastEditedAt ? { at: issue.lastEditedAt, editor: issue.editor?.login ?? null } : null;
}
