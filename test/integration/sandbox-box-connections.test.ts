import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import type { Duplex } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test, vi } from 'vitest';
import { openBox } from '../../src/sandbox/box/open-box.ts';
import { freePort } from '../support/free-port.ts';
import { localAgent } from '../support/local-agent.ts';

const session = { kind: 'new', orphanMs: 600_000 } as const;

describe('a connection made in the box', () => {
  test('carries 5 MB there and back at the same time', async () => {
    await using proxied = await openProxied((socket) => void socket.pipe(socket));
    const bytes = Buffer.alloc(5_000_000, 'to and fro ');
    const client = proxied.connect();

    client.end(bytes);

    expect((await buffer(client)).equals(bytes)).toBe(true);
  });

  test('can be half closed: the answer comes after the end of the question', async () => {
    await using proxied = await openProxied(async (socket) => {
      const question = await buffer(socket);
      socket.end(`you sent ${question.length}`);
    });
    const client = proxied.connect();

    client.end('question');

    expect((await buffer(client)).toString()).toBe('you sent 8');
  });

  test('can be half closed from the other side', async () => {
    const received = Promise.withResolvers<Buffer>();
    await using proxied = await openProxied((socket) => {
      socket.end('go on');
      received.resolve(buffer(socket));
    });
    const client = proxied.connect();

    expect((await buffer(client)).toString()).toBe('go on');
    client.end('still here');

    expect((await received.promise).toString()).toBe('still here');
  });

  test('that nobody reads does not hold the others back', async () => {
    const stalled: Duplex[] = [];
    await using proxied = await openProxied((socket) => {
      if (stalled.length === 0) stalled.push(socket);
      else socket.pipe(socket);
    });
    proxied.connect().write(Buffer.alloc(3_000_000));
    await vi.waitFor(() => expect(stalled).toHaveLength(1));
    const client = proxied.connect();

    client.end('echo');

    expect((await buffer(client)).toString()).toBe('echo');
    expect(await proxied.box.exec(['true'], { timeoutMs: 10_000 })).toMatchObject({ ok: true });
  });

  test('that the host breaks off does not look finished in the box', async () => {
    await using proxied = await openProxied((socket) => socket.write('half', () => socket.destroy()));

    const answer = buffer(proxied.connect());

    await expect(answer).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  test('that breaks in the box is closed on the host', async () => {
    const sockets: Duplex[] = [];
    await using proxied = await openProxied((socket) => sockets.push(socket.resume()));
    const client = proxied.connect();
    client.write('hello');
    await vi.waitFor(() => expect(sockets).toHaveLength(1));

    client.resetAndDestroy();

    await vi.waitFor(() => expect(sockets[0]?.destroyed).toBe(true));
  });

  test('waits its turn when there are very many', async () => {
    await using proxied = await openProxied((socket) => void socket.pipe(socket));

    const answers = await Promise.all(
      Array.from({ length: 300 }, (_, index) => {
        const client = proxied.connect();
        client.end(String(index));
        return buffer(client);
      }),
    );

    expect(answers.map(Number)).toEqual(Array.from({ length: 300 }, (_, index) => index));
  });
});

test('a box whose proxy port is taken cannot be opened', async () => {
  const squatter = createServer().listen(0, '127.0.0.1');
  await once(squatter, 'listening');
  await using agent = await localAgent({ cwd: tmpdir(), proxyPort: portOf(squatter.address()) });
  const options = { cwd: tmpdir(), env: {}, onConnection: () => undefined, handshakeTimeoutMs: 10_000, session };

  const opening = openBox(agent.link, options, new AbortController().signal);

  await expect(opening).rejects.toMatchObject({
    ran: 'no',
    message: expect.stringContaining('address already in use'),
  });
  squatter.close();
});

async function openProxied(onConnection: (socket: Duplex) => unknown) {
  const proxyPort = await freePort();
  const agent = await localAgent({ cwd: tmpdir(), proxyPort });
  const options = { cwd: tmpdir(), env: {}, handshakeTimeoutMs: 10_000, session };
  const box = await openBox(
    agent.link,
    { ...options, onConnection: (socket) => void onConnection(socket) },
    new AbortController().signal,
  );
  const clients: Socket[] = [];
  return {
    box,
    connect: () => {
      const client = connect({ port: proxyPort, host: '127.0.0.1', allowHalfOpen: true });
      clients.push(client);
      return client;
    },
    [Symbol.asyncDispose]: async () => {
      for (const client of clients) client.destroy();
      await agent[Symbol.asyncDispose]();
    },
  };
}

function portOf(address: ReturnType<ReturnType<typeof createServer>['address']>): number {
  if (address === null || typeof address === 'string') throw new Error('The server has no port');
  return address.port;
}
