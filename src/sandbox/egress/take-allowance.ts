import type { EgressDeps } from './egress-deps.ts';
import type { Refusal } from './judge.ts';

/** Takes one request out of what the sandbox may still ask for; or says which limit leaves no room for it. */
export function takeAllowance({ limits, usage, rate }: Pick<EgressDeps, 'limits' | 'usage' | 'rate'>): Refusal | null {
  if (usage.requests >= limits.requests) return spent(429, `its limit of ${limits.requests} requests is reached`);
  if (usage.bytes >= limits.bytes) return spent(429, `its limit of ${limits.bytes} bytes is reached`);
  if (usage.activeRequests >= limits.concurrentRequests)
    return soon(503, `its limit of ${limits.concurrentRequests} requests at once is reached`);
  return rate.take() ? null : soon(429, `its limit of ${limits.rate.perSecond} requests a second is reached`);
}

function spent(status: number, text: string): Refusal {
  return { allowed: false, status, reason: `this sandbox may not ask for more now: ${text}` };
}

function soon(status: number, text: string): Refusal {
  return { ...spent(status, text), retryAfter: '1' };
}
