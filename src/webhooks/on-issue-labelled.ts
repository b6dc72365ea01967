import type { Logger } from 'pino';
import { z } from 'zod';
import type { RunRequest } from '../run/origins/run-request.ts';
import { decideTrigger, labelledEvent } from './decide-trigger.ts';

export type WebhookDeps = {
  readonly triggerLabel: string;
  /** Writes the delivery down and puts the run into the queue; the work itself comes later. */
  readonly accept: (delivery: WebhookDelivery, request: RunRequest) => Promise<string>;
  readonly log: Logger;
};

export type WebhookDelivery = { readonly id: string; readonly name: string; readonly payload: object };

export async function onIssueLabelled(deps: WebhookDeps, delivery: WebhookDelivery): Promise<void> {
  const event = labelledEvent.safeParse(delivery.payload);
  if (!event.success) {
    deps.log.warn({ delivery: delivery.id, problem: z.prettifyError(event.error) }, 'Ignored a malformed delivery');
    return;
  }
  const decision = decideTrigger(event.data, deps.triggerLabel);
  if (!decision.start) {
    deps.log.debug({ delivery: delivery.id, because: decision.because }, 'Ignored a label');
    return;
  }
  const result = await deps.accept(delivery, decision.request);
  const { repository, issue } = decision.request;
  deps.log.info({ delivery: delivery.id, repository, issue: issue.number, result }, 'Received a request');
}
