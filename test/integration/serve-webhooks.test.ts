import { createHmac, generateKeyPairSync } from 'node:crypto';
import { request } from 'node:http';
import examples from '@octokit/webhooks-examples' with { type: 'json' };
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { sandpiperApp } from '../../src/app.ts';
import { labelNames } from '../../src/composition/label-names.ts';
import { gitHubSettings } from '../../src/config/operator-settings.ts';
import type { Trigger } from '../../src/webhooks/events/trigger.ts';
import type { WebhookDeps } from '../../src/webhooks/receive-delivery.ts';
import { serveWebhooks, type WebhookServer } from '../../src/webhooks/serve-webhooks.ts';

const secret = 'f3a9c0d4e5b6172839405162738495a0';
const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

const issuesEvent = { 'content-type': 'application/json', 'x-github-event': 'issues', 'x-github-delivery': 'd-1' };

const eventSettings = {
  botLogin: 'sandpiper[bot]',
  appId: 7,
  branchPrefix: 'sandpiper/',
  labels: labelNames(
    gitHubSettings({ APP_ID: '7', PRIVATE_KEY: '-----BEGIN', WEBHOOK_SECRET: secret, SANDPIPER_LABEL: 'bug' }),
  ),
};

let accepted: Trigger[];
let take: WebhookDeps['take'];
let logged: string;
let server: WebhookServer;

beforeEach(async () => {
  accepted = [];
  logged = '';
  const write = (line: string) => {
    logged += line;
  };
  const log = pino({ level: 'debug' }, { write });
  take = async (_delivery, trigger) => {
    accepted.push(trigger);
    return 'taken';
  };
  server = await serveWebhooks(
    log,
    {
      host: '127.0.0.1',
      port: 0,
      appId: 7,
      privateKey: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
      webhookSecret: secret,
      apiUrl: 'http://127.0.0.1:9',
    },
    sandpiperApp({ eventSettings, take: (delivery, trigger) => take(delivery, trigger), log }),
  );
});
afterEach(() => server[Symbol.asyncDispose]());

const exampleEvents = z.array(
  z.object({ name: z.string(), examples: z.array(z.looseObject({ action: z.string().optional() })) }),
);

/** GitHub's own example of `issues.labeled`; the examples lack the installation that an app's deliveries have. */
function labelledPayload(): Record<string, unknown> {
  const events = exampleEvents.parse(examples);
  const example = events.find(({ name }) => name === 'issues')?.examples.find(({ action }) => action === 'labeled');
  return { ...example, installation: { id: 11 } };
}

function deliver(body: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(server.url, {
    method: 'POST',
    body,
    headers: {
      ...issuesEvent,
      'x-hub-signature-256': signature(body),
      ...headers,
    },
  });
}

const signature = (body: string) => `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;

test("GitHub's own example, signed, is accepted and answered", async () => {
  const response = await deliver(JSON.stringify(labelledPayload()));

  expect(response.status).toBe(200);
  expect(accepted).toMatchObject([
    { kind: 'start', request: { installationId: 11, issue: { number: 1 }, sender: 'Codertocat' } },
  ]);
});

test('a label that was not signed with our secret starts nothing', async () => {
  const body = JSON.stringify(labelledPayload());

  const forged = await deliver(body, { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` });
  const unsigned = await deliver(body, { 'x-hub-signature-256': '' });

  expect(forged.status).toBe(400);
  expect(unsigned.status).toBe(400);
  expect(accepted).toEqual([]);
});

describe('a signed body under the name of another event', () => {
  const comment = {
    ...labelledPayload(),
    action: 'deleted',
    comment: { id: 1, user: null, body: 'words of a stranger' },
  };

  test.for([
    ['another one of an issue', 'issues', comment],
    ['one of a whole repository', 'repository', { ...labelledPayload(), action: 'deleted' }],
    ['one of the installation', 'installation', { ...labelledPayload(), action: 'deleted' }],
    ['none at all', 'issues', { zen: 'words of a stranger', installation: { id: 11 } }],
    ['a list', 'issues', []],
    ['nothing', 'issues', null],
  ] as const)('is refused: %s', async ([, event, payload]) => {
    const response = await deliver(JSON.stringify(payload), { 'x-github-event': event });

    expect(response.status).toBe(400);
    expect(accepted).toEqual([]);
    expect(logged).toContain('Refused a malformed delivery');
    expect(logged).not.toContain('words of a stranger');
  });

  test('is refused where it is no JSON, and so is every other content type', async () => {
    const broken = await deliver('{"words of a stranger');
    const form = await deliver('payload=%7B%7D', { 'content-type': 'application/x-www-form-urlencoded' });

    expect([broken.status, form.status]).toEqual([400, 415]);
    expect(logged).not.toContain('words of a stranger');
  });
});

test('a delivery that could not be written down is answered with an error, and not logged with its content', async () => {
  take = async () => {
    throw new Error('ENOSPC: no space left on device');
  };

  const response = await deliver(JSON.stringify({ ...labelledPayload(), planted: 'words of a stranger' }));

  expect(response.status).toBe(500);
  expect(logged).toContain('ENOSPC');
  expect(logged).not.toContain('words of a stranger');
});

test('of what strangers send only so much is held at once, and a usual delivery finds room all the same', async () => {
  const crowd = Array.from({ length: 8 }, () =>
    request(server.url, { method: 'POST', headers: { ...issuesEvent, 'x-github-event': 'installation' } }),
  );
  const statuses = crowd.map((client) => {
    const { promise, resolve } = Promise.withResolvers<number | undefined>();
    client.on('response', (response) => resolve(response.statusCode));
    client.on('error', () => resolve(undefined));
    for (let sent = 0; sent < 20; sent += 1) client.write(Buffer.alloc(1024 * 1024, 'x'));
    return promise;
  });

  expect(await Promise.race(statuses)).toBe(503);
  const response = await deliver(JSON.stringify(labelledPayload()));

  expect(response.status).toBe(200);
  for (const client of crowd) client.destroy();
});

test('a delivery is refused by its length before anything of it is read', async () => {
  const { promise, resolve } = Promise.withResolvers<number | undefined>();
  const client = request(server.url, {
    method: 'POST',
    headers: { ...issuesEvent, 'content-length': 6 * 1024 * 1024 },
  });
  client.on('response', (response) => resolve(response.statusCode));
  client.on('error', () => resolve(undefined));

  client.write('{');

  expect(await promise).toBe(413);
  client.destroy();
});

test('a delivery that does not say how long it is, is refused when it has become too long', async () => {
  const { promise, resolve } = Promise.withResolvers<number | undefined>();
  const client = request(server.url, { method: 'POST', headers: issuesEvent });
  client.on('response', (response) => resolve(response.statusCode));
  client.on('error', () => resolve(undefined));

  const megabyte = Buffer.alloc(1024 * 1024, 'x');
  for (let sent = 0; sent < 8; sent += 1) client.write(megabyte);

  expect(await promise).toBe(413);
  client.destroy();
  expect(accepted).toEqual([]);
});

test('an event that nothing is done about is not even read', async () => {
  const response = await deliver('not json', { 'x-github-event': 'push' });

  expect(response.status).toBe(202);
});

test('a refused body does not reach the log', async () => {
  const body = JSON.stringify({ ...labelledPayload(), planted: 'words of a stranger' });

  await deliver(body, { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` });

  expect(logged).toContain('Refused a delivery with a wrong signature');
  expect(logged).not.toContain('words of a stranger');
});

test('answers a health probe and nothing else', async () => {
  const origin = new URL(server.url).origin;

  expect(await (await fetch(`${origin}/ping`)).text()).toBe('pong');
  expect((await fetch(`${origin}/probot`)).status).toBe(404);
});
