import type { Logger } from 'pino';
import { decideEvent } from './events/decide-event.ts';
import type { EventSettings } from './events/event-settings.ts';
import { readEvent } from './events/read-event.ts';
import type { Trigger } from './events/trigger.ts';
import { fitsEvent } from './fits-event.ts';

export type WebhookDelivery = { readonly id: string; readonly name: string; readonly payload: object };

export type WebhookDeps = {
  readonly eventSettings: EventSettings;
  /** Writes the delivery down; it is carried out later. */
  readonly take: (delivery: WebhookDelivery, trigger: Trigger) => Promise<'taken' | 'seen-before'>;
  readonly log: Logger;
};

/** Whether a delivery asks for something; if it does, it is on disk when this resolves. GitHub is not asked for anything here. */
export async function receiveDelivery(deps: WebhookDeps, delivery: WebhookDelivery): Promise<void> {
  const about = { delivery: delivery.id, event: delivery.name };
  const trigger = triggerOf(deps.eventSettings, delivery);
  if (trigger === null) return deps.log.debug(about, 'Ignored a delivery that asks for nothing');
  const result = await deps.take(delivery, trigger);
  deps.log.info({ ...about, trigger: trigger.kind, result }, 'Received a delivery');
}

/** What a delivery asks for; `null`: nothing. */
export function triggerOf(settings: EventSettings, { name, payload }: Omit<WebhookDelivery, 'id'>): Trigger | null {
  const reading = readEvent(name, payload);
  return reading.kind === 'event' && fitsEvent(name, payload) ? decideEvent(reading.event, settings) : null;
}
