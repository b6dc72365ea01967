import { createHmac, randomUUID } from 'node:crypto';
import type { AppSeed, Delivery } from './loopback-github.ts';

export type WebhookSender = {
  readonly setUrl: (url: string) => void;
  readonly send: (event: string, payload: unknown) => Promise<Delivery>;
  readonly redeliver: (id: string) => Promise<Delivery>;
  readonly deliveries: () => readonly Delivery[];
};

/** Delivers as GitHub does: signed, once, with ten seconds to answer and no retry. */
export function createWebhookSender(app: AppSeed): WebhookSender {
  const sent: Delivery[] = [];
  let url: string | null = null;
  const deliver = async (delivery: Omit<Delivery, 'status'>) => {
    const done = { ...delivery, status: url === null ? null : await post(app, url, delivery) };
    sent.push(done);
    return done;
  };
  return {
    setUrl: (to) => {
      url = to;
    },
    send: (event, payload) => deliver({ id: randomUUID(), event, body: JSON.stringify(payload), redelivery: false }),
    redeliver: (id) => {
      const first = sent.find((one) => one.id === id);
      if (first === undefined) throw new Error(`There was no delivery ${id}`);
      return deliver({ ...first, redelivery: true });
    },
    deliveries: () => [...sent],
  };
}

async function post(app: AppSeed, url: string, delivery: Omit<Delivery, 'status'>): Promise<number | null> {
  const sign = (algorithm: string) => createHmac(algorithm, app.webhookSecret).update(delivery.body).digest('hex');
  try {
    const response = await fetch(url, {
      method: 'POST',
      body: delivery.body,
      headers: {
        accept: '*/*',
        'content-type': 'application/json',
        'user-agent': 'GitHub-Hookshot/loopback',
        'x-github-delivery': delivery.id,
        'x-github-event': delivery.event,
        'x-github-hook-id': '1',
        'x-github-hook-installation-target-id': String(app.id),
        'x-github-hook-installation-target-type': 'integration',
        'x-hub-signature': `sha1=${sign('sha1')}`,
        'x-hub-signature-256': `sha256=${sign('sha256')}`,
      },
      signal: AbortSignal.timeout(10_000),
    });
    await response.body?.cancel();
    return response.status;
  } catch {
    // GitHub, too, only notes that nobody answered.
    return null;
  }
}
