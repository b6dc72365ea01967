import { createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';

export const burstSecret = 'f3a9c0d4e5b6172839405162738495a0';

export type SignedDelivery = { readonly id: string; readonly body: string };
export type Answered = { readonly status: number; readonly ms: number };

/** Labels on as many issues as there are bodies, over twenty repositories; the rest are replays under ids of their own. */
export function burstOf({ bodies, replays }: { readonly bodies: number; readonly replays: number }) {
  const all = Array.from({ length: bodies }, (_, n) => JSON.stringify(labelled(n)));
  const again = Array.from({ length: replays }, (_, n) => all[(n * 7) % bodies] ?? '');
  // Each replay comes some time after, or before, what it repeats; the order is the same each time.
  const mixed = [...all, ...again].map((body, n) => ({ body, at: (n * 7_919) % (bodies + replays) }));
  return mixed.toSorted((one, other) => one.at - other.at).map(({ body }, n) => ({ id: `delivery-${n}`, body }));
}

function labelled(n: number): object {
  const at = new Date(Date.UTC(2026, 10, 26) + n * 1000).toISOString();
  const person = { login: `person-${n % 50}`, id: 1000 + (n % 50), type: 'User' };
  return {
    action: 'labeled',
    label: { name: 'agent' },
    sender: person,
    installation: { id: 11 + (n % 3) },
    repository: { name: `tidewords-${n % 20}`, owner: { login: 'wader' }, private: true },
    issue: {
      number: n + 1,
      title: `Issue ${n}`,
      body: 'It breaks when the tide is high. '.repeat(200),
      user: person,
      labels: [{ name: 'agent' }],
      state: 'open',
      created_at: '2026-11-20T10:00:00Z',
      updated_at: at,
    },
  };
}

/** Sends them with so many connections, and tells of each what was answered and after how long. */
export async function sendBurst(
  url: string,
  deliveries: readonly SignedDelivery[],
  connections: number,
): Promise<readonly Answered[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const left = [...deliveries];
  const answers: Answered[] = [];
  const send = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      const startedAt = performance.now();
      const status = await post(url, next, agent);
      answers.push({ status, ms: performance.now() - startedAt });
    }
  };
  await Promise.all(Array.from({ length: connections }, send));
  agent.destroy();
  return answers;
}

function post(url: string, { id, body }: SignedDelivery, agent: Agent): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'x-github-event': 'issues',
    'x-github-delivery': id,
    'x-hub-signature-256': `sha256=${createHmac('sha256', burstSecret).update(body).digest('hex')}`,
  };
  const client = request(url, { method: 'POST', agent, headers }, (response) => {
    response.resume().once('end', () => resolve(response.statusCode ?? 0));
  });
  client.once('error', reject);
  client.end(body);
  return promise;
}
