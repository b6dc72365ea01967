import type { Logger } from 'pino';
import { z } from 'zod';
import { Fault } from '../errors.ts';
import type { Delivery, DeliveryLog } from '../store/delivery-log.ts';
import { untilAborted } from '../until-aborted.ts';
import { inOrder, type Place } from './in-order.ts';

/** Takes each webhook once, writes it down before GitHub is answered, and has carried out what it asks for, in order. */
export interface Deliveries<Trigger> {
  take(delivery: Delivery, trigger: Trigger): Promise<'taken' | 'seen-before'>;
  /** Has carried out what an earlier process took and did not come to. */
  resume(): Promise<void>;
  /** Resolves when nothing is left to be carried out. */
  idle(): Promise<void>;
  /** Breaks off what is being carried out: it stays written down for the next process. */
  close(): Promise<void>;
}

export type DeliveriesDeps<Trigger> = {
  readonly deliveries: DeliveryLog;
  /** Reads what was written down; `null` when it asks for nothing any more. */
  readonly read: (delivery: Delivery) => Trigger | null;
  readonly placeOf: (trigger: Trigger) => Place;
  /** Called again with the same key it changes nothing: a process may die between the deed and its being written down. */
  readonly steer: (trigger: Trigger, key: string, signal: AbortSignal) => Promise<void>;
  readonly limits: DeliveryLimits;
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly log: Logger;
};

export type DeliveryLimits = {
  readonly atOnce: number;
  readonly deadlineMs: number;
  /** Pauses before the second and each further try of what failed in a foreseen way, such as an answer of GitHub's. */
  readonly retryAfterMs: readonly number[];
};

const deliverySchema = z.object({ id: z.string(), name: z.string(), payload: z.record(z.string(), z.unknown()) });

export function openDeliveries<Trigger>(deps: DeliveriesDeps<Trigger>): Deliveries<Trigger> {
  const { deliveries, log } = deps;
  const put = inOrder(deps.limits.atOnce);
  const closing = new AbortController();
  const underWay = new Set<Promise<void>>();

  const carryOut = async (trigger: Trigger, key: string) => {
    if (closing.signal.aborted) return;
    try {
      await tryToSteer(deps, { trigger, key }, closing.signal);
    } catch (err) {
      if (closing.signal.aborted) return;
      log.error({ err, delivery: key }, 'A delivery could not be carried out');
    }
    await deliveries.end(key);
  };
  const begin = (trigger: Trigger, key: string) => {
    const done = put(deps.placeOf(trigger), () => carryOut(trigger, key))
      .catch((err: unknown) => log.error({ err, delivery: key }, 'A delivery could not be put away'))
      .finally(() => underWay.delete(done));
    underWay.add(done);
  };
  const settle = async () => {
    while (underWay.size > 0) await Promise.all(underWay);
  };
  return {
    async take(delivery, trigger) {
      const key = await deliveries.take(delivery);
      if (key === null) return 'seen-before';
      begin(trigger, key);
      return 'taken';
    },
    async resume() {
      for (const { key, delivery } of await deliveries.unfinished()) {
        const read = deliverySchema.safeParse(delivery);
        if (!read.success) {
          log.error({ delivery: key, problem: z.prettifyError(read.error) }, 'A delivery is damaged and was set aside');
          await deliveries.setAside(key);
          continue;
        }
        const trigger = deps.read(read.data);
        if (trigger === null) await deliveries.end(key);
        else begin(trigger, key);
      }
    },
    idle: settle,
    async close() {
      closing.abort(new DOMException('The server is shutting down', 'AbortError'));
      await settle();
    },
  };
}

type Taken<Trigger> = { readonly trigger: Trigger; readonly key: string };

async function tryToSteer<Trigger>(
  { steer, limits, wait, log }: DeliveriesDeps<Trigger>,
  { trigger, key }: Taken<Trigger>,
  closing: AbortSignal,
): Promise<void> {
  for (const pauseMs of [...limits.retryAfterMs, null]) {
    const signal = AbortSignal.any([closing, AbortSignal.timeout(limits.deadlineMs)]);
    try {
      return await untilAborted(steer(trigger, key, signal), signal);
    } catch (err) {
      const isForeseen = err instanceof Fault || signal.aborted;
      if (closing.aborted || pauseMs === null || !isForeseen) throw err;
      log.warn({ err, delivery: key }, 'A delivery could not be carried out yet');
      await wait(pauseMs, closing);
    }
  }
}
