import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { SandboxFault } from '../sandbox.ts';
import type { DockerCore } from './docker-core.ts';
import type { Entry } from './entry.ts';
import { useBox } from './use-box.ts';

export type Endpoint = AsyncDisposable & { readonly host: string; readonly port: number };

/** The same one for the same port, until the sandbox is destroyed. A connection to it is a use. */
export function openEndpoint(core: DockerCore, entry: Entry, port: number): Promise<Endpoint> {
  const known = entry.endpoints.get(port);
  if (known !== undefined) return known;
  const opened = listen(core, entry, port);
  entry.endpoints.set(port, opened);
  opened.catch(() => entry.endpoints.delete(port));
  return opened;
}

async function listen(core: DockerCore, entry: Entry, port: number): Promise<Endpoint> {
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new SandboxFault(`${port} is no port.`, { ran: 'no', code: 'invalid' });
  }
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    void carry(core, entry, socket, port);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('A server on a port has no port');
  return {
    host: '127.0.0.1',
    port: address.port,
    async [Symbol.asyncDispose]() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

async function carry(core: DockerCore, entry: Entry, socket: Socket, port: number): Promise<void> {
  socket.on('error', () => socket.destroy());
  try {
    await useBox(core, entry, async ({ box }) => {
      const connection = await box.dial(port);
      connection.on('error', () => connection.destroy());
      await Promise.allSettled([pipeline(socket, connection), pipeline(connection, socket)]);
    });
  } catch {
    // Whoever connected sees the connection end: nothing listens on that port in the box, or there is no box.
  }
  socket.destroy();
}
