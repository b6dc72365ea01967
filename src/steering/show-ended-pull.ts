import { findOwnComment } from '../github/find-own-comment.ts';
import { GitHubFault } from '../github/github-fault.ts';
import { keepComment } from '../github/keep-comment.ts';
import type { CommentState } from '../report/comment-state.ts';
import { livingCommentMarker } from '../report/living-comment-marker.ts';
import { makePublishable } from '../report/make-publishable.ts';
import { redact } from '../report/redact.ts';
import { renderLivingComment } from '../report/render-living-comment.ts';
import { openConversation } from './conversation.ts';
import type { IssueEntry } from './issue-entry.ts';
import type { SteeringDeps } from './steering-deps.ts';

/**
 * The living comment says that the pull request was merged or closed, and keeps the way to what was done. Only an edit, of which
 * nobody is notified: where there is no such comment any more, nothing is written.
 */
export async function showEndedPull(
  deps: Pick<SteeringDeps, 'client' | 'botLogin' | 'labels' | 'secrets' | 'runPageUrl' | 'log'>,
  entry: IssueEntry,
  signal: AbortSignal,
): Promise<void> {
  const { repository, issue } = entry;
  const key = { address: { repository, issue }, botLogin: deps.botLogin, marker: livingCommentMarker(issue) };
  const state = stateOf(deps, entry);
  if (state === null) return;
  try {
    await using talk = await openConversation(deps, entry, 'issue', signal);
    if ((await findOwnComment(talk.octokit, key, signal)) === null) return;
    const body = renderLivingComment(makePublishable(state, talk.secrets));
    await keepComment(key).write(talk.octokit, redact(body, talk.secrets), signal);
  } catch (err) {
    if (!(err instanceof GitHubFault)) throw err;
    deps.log.warn({ err, repository, issue }, 'It could not be shown that a pull request was ended');
  }
}

function stateOf(
  { runPageUrl }: Pick<SteeringDeps, 'runPageUrl'>,
  { issue, endedPull, runs }: IssueEntry,
): CommentState | null {
  if (endedPull === null) return null;
  const runId = runs.findLast(({ outcome }) => outcome === 'published')?.runId ?? null;
  const pageUrl = runId === null ? null : (runPageUrl?.(runId) ?? null);
  return { kind: 'ended-pull', issue, runId, pageUrl, ...endedPull };
}
