import pino from 'pino';
import { Probot, Server } from 'probot';
import { expect, test } from 'vitest';
import { someSeed, startGitHubWithApp } from '../support/start-github-with-app.ts';

type Heard = { readonly id: string; readonly label: string | undefined; readonly sender: string };

/** A real Probot server that writes down what it hears. */
async function startProbot(hub: Awaited<ReturnType<typeof startGitHubWithApp>>, secret: string) {
  const heard: Heard[] = [];
  const { id, privateKey } = hub.github.app;
  const log = pino({ level: 'silent' });
  const Configured = Probot.defaults({ appId: id, privateKey, secret, baseUrl: hub.github.apiUrl });
  const server = new Server({ host: '127.0.0.1', port: 0, log, Probot: Configured });
  await server.load((app) => {
    app.on('issues.labeled', ({ id, payload }) => {
      heard.push({ id, label: payload.label?.name, sender: `${payload.sender.login} (${payload.sender.type})` });
    });
  });
  const http = await server.start();
  const address = http.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  hub.github.setWebhookUrl(`http://127.0.0.1:${port}/api/github/webhooks`);
  return { heard, [Symbol.asyncDispose]: async () => void (await server.stop()) };
}

test('Probot accepts a signed label', async () => {
  await using hub = await startGitHubWithApp();
  await using probot = await startProbot(hub, hub.github.app.webhookSecret);

  const delivery = await hub.github.label(1, 'agent', 'turnstone');

  expect(delivery).toMatchObject({ event: 'issues', status: 200, redelivery: false });
  expect(delivery?.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
  expect(probot.heard).toEqual([{ id: delivery?.id, label: 'agent', sender: 'turnstone (User)' }]);
});

test('Probot refuses a label signed with another secret', async () => {
  await using hub = await startGitHubWithApp();
  await using probot = await startProbot(hub, 'another secret');

  const delivery = await hub.github.label(1, 'agent', 'turnstone');

  expect(delivery?.status).toBe(400);
  expect(probot.heard).toEqual([]);
});

test('a bot is announced as a bot', async () => {
  await using hub = await startGitHubWithApp();
  await using probot = await startProbot(hub, hub.github.app.webhookSecret);

  await hub.github.label(1, 'agent', 'dunlin[bot]');

  expect(probot.heard).toMatchObject([{ sender: 'dunlin[bot] (Bot)' }]);
});

test('a redelivery has the same id and the same bytes', async () => {
  await using hub = await startGitHubWithApp();
  await using probot = await startProbot(hub, hub.github.app.webhookSecret);
  const first = await hub.github.label(1, 'agent', 'wader');

  const second = await hub.github.redeliver(first?.id ?? '');

  expect(second).toEqual({ ...first, redelivery: true });
  expect(probot.heard).toHaveLength(2);
});

test('a label for which nobody listens is noted as undelivered', async () => {
  await using hub = await startGitHubWithApp();

  const delivery = await hub.github.label(1, 'agent', 'wader');

  expect(delivery?.status).toBeNull();
  expect((await hub.github.issue(1)).labels).toEqual(['agent']);
});

test('an app that is not subscribed hears nothing', async () => {
  const seed = someSeed();
  await using hub = await startGitHubWithApp({ ...seed, app: { ...seed.app, events: [] } });

  expect(await hub.github.label(1, 'agent', 'wader')).toBeNull();
  expect(hub.github.deliveries()).toEqual([]);
});
