import type { Logger } from 'pino';
import type { RunRequest } from '../run/origins/run-request.ts';
import type { Delivery, RequestLog } from '../store/request-log.ts';
import { createQueue } from './create-queue.ts';

/** Takes each request for a run once, writes it down before anything is done about it, and works through what was taken. */
export interface RunQueue {
  accept(delivery: Delivery, request: RunRequest): Promise<'accepted' | 'busy' | 'closed' | 'seen-before'>;
  /** Takes up what an earlier process left: begins what was waiting, and has it said of the rest that it was interrupted. */
  resume(): Promise<void>;
  idle(): Promise<void>;
  /** Ends what runs. What waits stays written down for the next process. */
  close(): Promise<void>;
}

export type RunQueueDeps = {
  readonly requests: RequestLog;
  /** Reads a delivery that was written down; `null` when it asks for nothing any more. */
  readonly readRequest: (payload: unknown) => RunRequest | null;
  readonly execute: (request: RunRequest, signal: AbortSignal) => Promise<void>;
  readonly sayInterrupted: (request: RunRequest) => Promise<void>;
  readonly concurrency: number;
  readonly log: Logger;
};

type Taken = { readonly key: string; readonly request: RunRequest };

export function openRunQueue(deps: RunQueueDeps): RunQueue {
  const { requests, log } = deps;
  const queue = createQueue<Taken>({
    concurrency: deps.concurrency,
    log,
    keyOf: ({ request: { repository, issue } }) =>
      `${repository.owner}/${repository.name}#${issue.number}`.toLowerCase(),
    async execute({ key, request }, signal) {
      await requests.start(key);
      await deps.execute(request, signal);
      await requests.end(key);
    },
  });

  const enqueue = async (taken: Taken) => {
    const result = queue.enqueue(taken);
    if (result === 'busy') await requests.end(taken.key);
    return result;
  };

  return {
    async accept(delivery, request) {
      const key = await requests.accept(delivery);
      return key === null ? 'seen-before' : await enqueue({ key, request });
    },
    async resume() {
      for (const { key, delivery } of await requests.unfinished('running')) {
        const request = deps.readRequest(delivery.payload);
        if (request !== null) await deps.sayInterrupted(request);
        await requests.end(key);
      }
      for (const { key, delivery } of await requests.unfinished('waiting')) {
        const request = deps.readRequest(delivery.payload);
        if (request === null) await requests.end(key);
        else log.info({ issue: request.issue.number, result: await enqueue({ key, request }) }, 'Took up a request');
      }
    },
    idle: queue.idle,
    close: queue.close,
  };
}
