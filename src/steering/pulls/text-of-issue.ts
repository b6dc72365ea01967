import { mayWrite } from '../../github/may-write.ts';
import { readIssueText } from '../../github/read-issue-text.ts';
import { readLastEdit } from '../../github/read-last-edit.ts';
import { readPermission } from '../../github/read-permission.ts';
import type { IssueSnapshot } from '../../run/origins/run-request.ts';
import type { Conversation } from '../conversation.ts';
import type { IssueEntry, IssueKey } from '../issue-entry.ts';

/**
 * The text that work on an issue was asked for with. Where nothing is remembered, the one it has now, if nobody wrote it who could
 * not have asked for the work; else `null`.
 */
export async function textOfIssue(
  { octokit }: Pick<Conversation, 'octokit'>,
  { installationId: _, repository, issue }: IssueKey,
  { lastJob }: Pick<IssueEntry, 'lastJob'>,
  signal: AbortSignal,
): Promise<Omit<IssueSnapshot, 'number'> | null> {
  if (lastJob !== null) return lastJob.request.issue;
  const address = { repository, issue };
  const text = await readIssueText(octokit, address, signal);
  const edit = await readLastEdit(octokit, address, signal);
  const writers = edit === null ? [text.author] : [text.author, edit.editor];
  for (const login of new Set(writers)) {
    if (login === null || !mayWrite(await readPermission(octokit, repository, login, signal))) return null;
  }
  return text;
}
