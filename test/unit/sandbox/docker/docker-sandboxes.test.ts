import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { attachContainer } from '../../../../src/sandbox/docker/attach-container.ts';
import { connectEngine } from '../../../../src/sandbox/engine/connect-engine.ts';
import type { Runtimes } from '../../../../src/sandbox/isolation/open-runtimes.ts';
import { dockerSandboxesForTests } from '../../../support/docker-sandboxes.ts';

test('a link that is reset before the agent was greeted is a fault, and what was made is removed', async () => {
  await using engine = await fakeEngine();
  engine.on('POST /start', async (response) => {
    const socket = await engine.attached;
    socket.resetAndDestroy();
    await once(socket, 'close');
    // The client reads the reset before the answer: they come on different connections.
    for (let turn = 0; turn < 50; turn += 1) await nextTurn();
    response.writeHead(204).end();
  });
  engine.attach();

  await using sandboxes = await dockerSandboxesForTests({ docker: engine.docker, runtimes });
  const creating = sandboxes.create();

  await expect(creating).rejects.toMatchObject({ name: 'SandboxFault', ran: 'no' });
  expect(engine.asked.filter((asked) => asked.startsWith('DELETE'))).toHaveLength(2);
});

test('a stream to a container that comes after its time is closed', async () => {
  await using engine = await fakeEngine();

  await expect(attachContainer(engine.docker.getContainer('box'), 1)).rejects.toThrow('did not answer');
  engine.attach();
  const socket = await engine.attached;

  await once(socket.resume(), 'end');
  expect(socket.readableEnded).toBe(true);
});

const runtimes: Runtimes = {
  choose: async () => ({ runtime: 'runc', isolation: 'container' }),
  verdicts: async () => [],
  probeAgain: async () => [],
};

type Answer = (response: ServerResponse) => unknown;

/** Speaks just enough of the engine's API to make a box that has no agent. */
async function fakeEngine() {
  const asked: string[] = [];
  const allowed = Promise.withResolvers<void>();
  const attached = Promise.withResolvers<Socket>();
  const sockets = new Set<Socket>();
  const json = (body: object, status = 200): Answer => {
    return (response) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  const answers = new Map<string, Answer>([
    ['POST /volumes/create', json({ Name: 'box' }, 201)],
    ['GET /info', json({ NCPU: 2 })],
    ['GET /json', json([])],
    ['GET /containers/json', json([])],
    ['GET /volumes', json({ Volumes: [] })],
    ['GET /image', json({ Id: 'sha256:1' })],
    ['POST /containers/create', json({ Id: 'box' }, 201)],
    ['POST /start', json({}, 204)],
  ]);
  const server = createServer((request, response) => {
    const name = nameOf(request);
    asked.push(name);
    const answer = answers.get(name) ?? json({}, 204);
    request.resume().once('end', () => void answer(response));
  });
  server.on('connection', (socket) => sockets.add(socket.on('error', () => socket.destroy())));
  server.on('upgrade', async (_request, socket: Socket) => {
    await allowed.promise;
    socket.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n');
    attached.resolve(socket);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    asked,
    docker: connectEngine(`tcp://127.0.0.1:${(server.address() as AddressInfo).port}`),
    attached: attached.promise,
    attach: () => allowed.resolve(),
    on: (name: string, answer: Answer) => void answers.set(name, answer),
    async [Symbol.asyncDispose]() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** The path without version, container and query. */
function nameOf({ method, url = '' }: IncomingMessage): string {
  const path = new URL(url, 'http://engine').pathname;
  const bare = path.replace(/^\/v[\d.]+/, '').replace(/^\/images\/.*/, '/image');
  return `${method} ${bare.replace(/^\/containers\/[^/]+(?=\/)/, '')}`;
}
