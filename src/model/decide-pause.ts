import type { Failure } from './explain-failure.ts';

/** What has happened to a request so far; all counts include the failure that is decided on. */
export type Retries = {
  readonly failures: number;
  /** Those that are not waited out. */
  readonly briefFailures: number;
  readonly waitedMs: number;
};

export type RetryLimits = {
  /** Tries altogether, those that only met a provider which is busy not counted. */
  readonly attempts: number;
  readonly maxWaitMs: number;
};

export type Pause = { readonly waitMs: number } | { readonly waitMs: null; readonly because: string | null };

/** A longer timer fires at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;
const FIRST_BACKOFF_MS = 1_000;
const LONGEST_BACKOFF_MS = 60_000;
/** Between two questions to a provider that is busy, whatever the dice say. */
const SHORTEST_WAIT_MS = 100;

/**
 * How long to wait before the next try, or `null` when there is to be none. Full jitter under a doubling ceiling comes on top of
 * the pause the provider asked for, so that a crowd does not return at once.
 */
export function decidePause(failure: Failure, retries: Retries, limits: RetryLimits, random: () => number): Pause {
  const leftMs = Math.min(limits.maxWaitMs, MAX_TIMER_MS) - retries.waitedMs;
  const askedMs = failure.trouble.retryAfterMs;
  if (failure.retry === 'never') return { waitMs: null, because: null };
  if (askedMs !== null && askedMs > leftMs)
    return { waitMs: null, because: `Only ${leftMs / 1_000} s were left to wait.` };
  if (failure.retry === 'a-few-times' && retries.briefFailures >= limits.attempts)
    return { waitMs: null, because: null };
  if (failure.retry === 'patiently' && leftMs <= 0)
    return { waitMs: null, because: 'The time to wait for it is over.' };
  const ceiling = Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (retries.failures - 1));
  const jitterMs = Math.max(failure.retry === 'patiently' ? SHORTEST_WAIT_MS : 0, Math.round(random() * ceiling));
  return { waitMs: Math.min(leftMs, (askedMs ?? 0) + jitterMs) };
}
