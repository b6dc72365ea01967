import { createHmac, timingSafeEqual } from 'node:crypto';

/** Whether GitHub's signature header belongs to these very bytes; takes the same time for every wrong one. */
export function isSigned(body: Uint8Array, signature: string | string[] | undefined, secret: string): boolean {
  if (typeof signature !== 'string') return false;
  const expected = Buffer.from(`sha256=${createHmac('sha256', secret).update(body).digest('hex')}`);
  const given = Buffer.from(signature);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
