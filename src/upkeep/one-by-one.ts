import type { Logger } from 'pino';
import { GitHubFault } from '../github/github-fault.ts';

/**
 * Works on one after the other. One that fails, by a fault or a bug, is passed over, so that it does not keep the others from being
 * looked after for ever; only a GitHub that wants to be asked less ends it.
 */
export async function oneByOne<Item>(
  log: Logger,
  items: readonly Item[],
  signal: AbortSignal,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  for (const item of items) {
    signal.throwIfAborted();
    try {
      await work(item);
    } catch (err) {
      if (signal.aborted || (err instanceof GitHubFault && err.isRateLimit)) throw err;
      log.warn({ err, item }, 'Passed over in the upkeep');
    }
  }
}
