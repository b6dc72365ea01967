import type { Logger } from 'pino';

/** Runs what was accepted, in order, a few at a time; one issue never has two runs at once. */
export interface Queue<Request> {
  /** `busy`: a run for the same key is waiting or going on, so this one is not needed. */
  enqueue(request: Request): 'accepted' | 'busy' | 'closed';
  /** Resolves when nothing is waiting or running. */
  idle(): Promise<void>;
  /** Takes nothing more, aborts what runs, and resolves when it has ended. */
  close(): Promise<void>;
}

export type QueueDeps<Request> = {
  /** Handles every foreseen ending itself: what it throws is a bug, which is logged. */
  readonly execute: (request: Request, signal: AbortSignal) => Promise<void>;
  readonly keyOf: (request: Request) => string;
  readonly concurrency: number;
  readonly log: Logger;
};

/** In memory; what it holds is also in the request log, from which the next process takes up what this one leaves. */
export function createQueue<Request>(deps: QueueDeps<Request>): Queue<Request> {
  const waiting: Request[] = [];
  const running = new Map<string, Promise<void>>();
  const closing = new AbortController();

  const isBusy = (key: string) => running.has(key) || waiting.some((request) => deps.keyOf(request) === key);

  const startNext = () => {
    while (running.size < deps.concurrency) {
      const request = waiting.shift();
      if (request === undefined) return;
      const key = deps.keyOf(request);
      running.set(key, settle(request, key));
    }
  };

  const settle = async (request: Request, key: string) => {
    try {
      await deps.execute(request, closing.signal);
    } catch (error) {
      deps.log.error({ err: error, key }, 'A run ended in an error nobody foresaw');
    } finally {
      running.delete(key);
      startNext();
    }
  };

  const idle = async () => {
    while (running.size > 0) await Promise.all(running.values());
  };

  return {
    enqueue(request) {
      if (closing.signal.aborted) return 'closed';
      if (isBusy(deps.keyOf(request))) return 'busy';
      waiting.push(request);
      startNext();
      return 'accepted';
    },
    idle,
    async close() {
      closing.abort(new DOMException('The server is shutting down', 'AbortError'));
      waiting.length = 0;
      await idle();
    },
  };
}
