import type { GitHubClient } from '../../github/connect-github.ts';
import { type CheckRunKey, keepCheckRun } from '../../github/keep-check-run.ts';
import type { InstallationToken } from '../../github/mint-token.ts';
import type { CommentState } from '../../report/comment-state.ts';
import { renderLiveCheck } from '../../report/render-live-check.ts';
import type { RunNews } from '../telling/run-news.ts';

export type LiveCheckDeps = CheckRunKey & {
  readonly client: GitHubClient;
  readonly mint: (
    permissions: { readonly checks: 'write'; readonly metadata: 'read' },
    signal: AbortSignal,
  ) => Promise<InstallationToken>;
  readonly outgoing: (text: string) => string;
};

/** Whoever looks at an open pull request sees on its commit that a run works on it. */
export interface LiveCheck {
  /** Once a stage; a run that works on no pull request has none. `state` is the same news, ready to be published. */
  show(news: RunNews, state: CommentState, signal: AbortSignal): Promise<void>;
}

export function liveCheck(deps: LiveCheckDeps): LiveCheck {
  const kept = keepCheckRun(deps);
  let shown: string | null = null;
  return {
    async show({ runId, work, stage, outcome }, state, signal) {
      if (work === null) return;
      const moment = outcome === null ? stage : 'over';
      if (moment === shown) return;
      const text = renderLiveCheck(state);
      const [title, summary] = [deps.outgoing(text.title), deps.outgoing(text.summary)];
      await using token = await deps.mint({ checks: 'write', metadata: 'read' }, signal);
      const about = { headSha: work.headSha, externalId: runId, detailsUrl: state.pageUrl ?? null };
      await kept.write(deps.client.as(token.value), { ...about, ...text, title, summary }, signal);
      shown = moment;
    },
  };
}
