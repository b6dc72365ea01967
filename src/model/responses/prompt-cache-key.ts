import { createHash } from 'node:crypto';
import type { Message } from '../ask-model.ts';

/** Leads the requests of one run to the machine that has its beginning cached: the same for all of them, and made of nothing else. */
export function promptCacheKey(model: string, messages: readonly Message[]): string {
  const firstAnswer = messages.findIndex(({ role }) => role === 'assistant');
  const beginning = firstAnswer === -1 ? messages : messages.slice(0, firstAnswer);
  const hash = createHash('sha256').update(model);
  for (const message of beginning) hash.update('\0').update(message.role === 'assistant' ? '' : message.text);
  return hash.digest('hex').slice(0, 32);
}
