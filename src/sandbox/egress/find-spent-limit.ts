import type { EgressDeps } from './egress-deps.ts';
import type { Refusal } from './judge.ts';

/** The limit that leaves no room for another request, or `null`. */
export function findSpentLimit({ limits, usage }: Pick<EgressDeps, 'limits' | 'usage'>): Refusal | null {
  if (usage.requests >= limits.requests) return spent(429, `its limit of ${limits.requests} requests is reached`);
  if (usage.bytes >= limits.bytes) return spent(429, `its limit of ${limits.bytes} bytes is reached`);
  if (usage.activeRequests < limits.concurrentRequests) return null;
  return spent(503, `its limit of ${limits.concurrentRequests} requests at once is reached`);
}

function spent(status: number, text: string): Refusal {
  return { allowed: false, status, reason: `this sandbox may not ask for more now: ${text}` };
}
