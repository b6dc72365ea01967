import type { PlannedFailure } from './loopback-github.ts';

type Limit = Pick<PlannedFailure, 'status' | 'headers' | 'message'>;

/** GitHub's refusal when the requests of this hour are used up. */
export function primaryLimit(resetAt: Date): Limit {
  return {
    status: 403,
    message: 'API rate limit exceeded for installation ID 51007.',
    headers: {
      'x-ratelimit-limit': '5000',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-used': '5000',
      'x-ratelimit-resource': 'core',
      'x-ratelimit-reset': String(Math.ceil(resetAt.getTime() / 1000)),
    },
  };
}

/** GitHub's refusal of what comes too fast, or writes too much. */
export function secondaryLimit(retryAfterSeconds: number, status: 403 | 429 = 403): Limit {
  return {
    status,
    message: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
    headers: { 'retry-after': String(retryAfterSeconds), 'x-ratelimit-remaining': '4321' },
  };
}
