import type { Probot } from 'probot';
import { receiveDelivery, type WebhookDeps } from './webhooks/receive-delivery.ts';

/** The app as Probot sees it: every webhook that reaches it is read in one way. */
export function sandpiperApp(deps: WebhookDeps): (probot: Probot) => void {
  return (probot) => {
    probot.onAny(({ id, name, payload }) => receiveDelivery(deps, { id, name, payload }));
  };
}
