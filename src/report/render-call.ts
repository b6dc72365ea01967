import type { CommentState } from './comment-state.ts';

/**
 * A comment of its own that calls the person who asked, since edits of the living comment notify nobody; `null` where nobody is
 * needed, or a new pull request or an answer tells of itself.
 */
export function renderCall(state: CommentState, asker: string): string | null {
  const need = needOf(state);
  // A login of GitHub; of an app it ends in `[bot]`, and apps are not called.
  if (need === null || !/^[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})$/.test(asker)) return null;
  return `@${asker} ${need} The comment above that says where this stands has the rest.`;
}

function needOf(state: CommentState): string | null {
  switch (state.kind) {
    case 'planned':
      return 'the plan is ready and waits for `/approve`.';
    case 'no-change':
      return state.finish?.outcome === 'needs-info'
        ? 'the agent has a question before it can go on.'
        : 'the run has ended without a change.';
    case 'withheld':
      return 'there is a change, which is not verified and was not published.';
    case 'failed':
      return 'the run could not be finished.';
    case 'working':
    case 'queued':
    case 'held':
    case 'pull-request':
    case 'ended-pull':
    case 'cancelled':
    case 'refused':
      return null;
  }
}
