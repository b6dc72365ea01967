import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { RunNews } from './run-news.ts';

/** Keeps the one comment of a run true: edits one at a time, leaves out what is overtaken, and never fails a run. */
export interface LivingComment {
  /** Soon, and only if nothing newer comes first. */
  update(news: RunNews): void;
  /** The last word; tried again when it does not arrive. */
  finalise(news: RunNews): Promise<void>;
}

export type LivingCommentDeps = {
  readonly show: (news: RunNews, signal: AbortSignal) => Promise<void>;
  /** Between two updates: GitHub limits how often an app may write. */
  readonly pauseMs: number;
  /** Pauses before the second and each further try of the last word. */
  readonly retryAfterMs: readonly number[];
  readonly log: Logger;
};

const showTimeoutMs = 60_000;

export function livingComment(deps: LivingCommentDeps): LivingComment {
  const ending = new AbortController();
  let latest: RunNews | null = null;
  let pump: Promise<void> | null = null;
  const show = (news: RunNews) => deps.show(news, AbortSignal.timeout(showTimeoutMs));

  const showLatest = async () => {
    while (latest !== null && !ending.signal.aborted) {
      const news = latest;
      latest = null;
      await show(news).catch((err: unknown) => deps.log.warn({ err }, 'The living comment could not be updated'));
      await wait(deps.pauseMs, undefined, { signal: ending.signal }).catch(ignoreAbort);
    }
    pump = null;
  };

  return {
    update(news) {
      latest = news;
      pump ??= showLatest();
    },
    async finalise(news) {
      ending.abort();
      await pump;
      for (const pauseMs of [0, ...deps.retryAfterMs]) {
        await wait(pauseMs);
        try {
          return await show(news);
        } catch (err) {
          deps.log.warn({ err }, 'The last word of a run did not arrive');
        }
      }
      deps.log.error('The living comment of a run could not be finalised');
    },
  };
}

function ignoreAbort(): void {
  // The pause is cut short by the last word, which follows at once.
}
