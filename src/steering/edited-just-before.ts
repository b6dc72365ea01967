import { GitHubFault } from '../github/github-fault.ts';
import { mayWrite } from '../github/may-write.ts';
import { readLastEdit } from '../github/read-last-edit.ts';
import { readPermission } from '../github/read-permission.ts';
import type { RunRequest } from '../run/origins/run-request.ts';
import type { Conversation } from './conversation.ts';
import type { SteeringDeps } from './steering-deps.ts';

/** Long enough that nobody who reads and then asks has seen another text, short enough that one edit holds up nobody for long. */
const justBeforeMs = 60_000;

/**
 * Whether somebody without write permission changed the description so shortly before the request that whoever asked may not
 * have read what they asked for. Where GitHub does not tell of edits there were none.
 */
export async function editedJustBefore(
  deps: Pick<SteeringDeps, 'log'>,
  { octokit }: Pick<Conversation, 'octokit'>,
  { repository, issue, requestedAt }: RunRequest,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const edit = await readLastEdit(octokit, { repository, issue: issue.number }, signal);
    if (edit === null || !isJustBefore(edit.at, requestedAt)) return false;
    return edit.editor === null || !mayWrite(await readPermission(octokit, repository, edit.editor, signal));
  } catch (err) {
    if (!(err instanceof GitHubFault)) throw err;
    deps.log.warn({ err, repository, issue: issue.number }, 'Whether an issue was changed just before is not known');
    return false;
  }
}

/** Of a later edit there is a webhook of its own, and the request has the text from before it. */
function isJustBefore(at: string, requestedAt: string): boolean {
  const gapMs = Date.parse(requestedAt) - Date.parse(at);
  return gapMs >= 0 && gapMs <= justBeforeMs;
}
