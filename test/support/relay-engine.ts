import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { operatorSettings } from '../../src/config/operator-settings.ts';
import { temporaryDirectory } from './temporary-directory.ts';

/** A socket of the test's own in front of the real engine; when it dies, the engine is gone for whoever used it. */
export async function relayEngine() {
  const directory = await temporaryDirectory();
  const path = join(directory.path, 'docker.sock');
  const sockets = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const engine = connect({ path: new URL(operatorSettings().dockerHost).pathname, allowHalfOpen: true });
    for (const socket of [client, engine]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.once('close', () => sockets.delete(socket));
    }
    client.pipe(engine).pipe(client);
  });
  server.listen(path);
  await once(server, 'listening');
  const die = async () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return {
    dockerHost: `unix://${path}`,
    die,
    async [Symbol.asyncDispose]() {
      await die();
      await directory[Symbol.asyncDispose]();
    },
  };
}
