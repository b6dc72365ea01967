import { type LivePull, readPull } from '../../github/read-pull.ts';
import type { Asked } from '../../webhooks/authorise.ts';
import type { Conversation } from '../conversation.ts';
import type { IssueKey } from '../issue-entry.ts';
import { isFromHere, issueOfPull } from '../issue-of-pull.ts';
import type { Petition } from './petition.ts';

/** What commands are about, as it is at this moment. */
export type Located = {
  readonly on: Asked['on'];
  /** The issue that work is done for; `null`: none. */
  readonly issue: IssueKey | null;
  readonly pull: LivePull | null;
};

/** Of a pull request its branch has to be looked at: whoever opened it may have done so from anywhere. */
export async function locate(
  { octokit, botLogin }: Pick<Conversation, 'octokit' | 'botLogin'>,
  { subject, there }: Petition,
  signal: AbortSignal,
): Promise<Located> {
  const { installationId, repository } = there;
  const key = { installationId, repository: { owner: repository.owner, name: repository.name } };
  if (subject.kind === 'issue') return { on: 'issue', issue: { ...key, issue: subject.number }, pull: null };
  const pull = await readPull(octokit, { repository, pull: subject.number }, signal);
  if (pull === null || !isFromHere(pull, key.repository)) return { on: 'pull-request-from-fork', issue: null, pull };
  const issue = issueOfPull(pull, botLogin);
  return issue === null
    ? { on: 'other-pull-request', issue, pull }
    : { on: 'our-pull-request', issue: { ...key, issue }, pull };
}
