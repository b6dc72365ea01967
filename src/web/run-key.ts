import { createHmac, timingSafeEqual } from 'node:crypto';

/** What opens the page of one run, as hex. The webhook secret itself signs nothing but webhooks. */
export function runKey(webhookSecret: string, runId: string): string {
  const secret = createHmac('sha256', webhookSecret).update('sandpiper run pages').digest();
  return createHmac('sha256', secret).update(runId).digest('hex');
}

export function isRunKey(webhookSecret: string, runId: string, given: string): boolean {
  const [wanted, found] = [Buffer.from(runKey(webhookSecret, runId)), Buffer.from(given)];
  return wanted.length === found.length && timingSafeEqual(wanted, found);
}
