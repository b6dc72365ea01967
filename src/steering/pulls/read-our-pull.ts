import { type LivePull, readPull } from '../../github/read-pull.ts';
import type { Conversation } from '../conversation.ts';
import type { IssueKey } from '../issue-entry.ts';
import { isFromHere, issueOfPull } from '../issue-of-pull.ts';
import type { Place } from '../steering-deps.ts';

export type OurPull = { readonly pull: LivePull; readonly issue: IssueKey };

/** An open pull request that we opened, from a branch of ours in this very repository, as it is now; `null`: it is none. */
export async function readOurPull(
  { octokit, botLogin }: Pick<Conversation, 'octokit' | 'botLogin'>,
  { installationId, repository }: Place,
  number: number,
  signal: AbortSignal,
): Promise<OurPull | null> {
  const { owner, name } = repository;
  const pull = await readPull(octokit, { repository, pull: number }, signal);
  if (pull === null || !pull.isOpen || !isFromHere(pull, repository)) return null;
  const issue = issueOfPull(pull, botLogin);
  return issue === null ? null : { pull, issue: { installationId, repository: { owner, name }, issue } };
}
