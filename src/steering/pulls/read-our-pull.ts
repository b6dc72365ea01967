import { issueOfBranch } from '../../git/branch-name.ts';
import { type LivePull, readPull } from '../../github/read-pull.ts';
import type { Conversation } from '../conversation.ts';
import type { IssueKey } from '../issue-entry.ts';
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
  if (pull === null || !pull.isOpen || pull.author?.toLowerCase() !== botLogin.toLowerCase()) return null;
  const issue = issueOfBranch(pull.branch);
  const isHere = pull.headRepository?.toLowerCase() === `${owner}/${name}`.toLowerCase();
  return issue === null || !isHere ? null : { pull, issue: { installationId, repository: { owner, name }, issue } };
}
