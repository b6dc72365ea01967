import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { operatorSettings } from '../../src/config/operator-settings.ts';
import { connectEngine } from '../../src/sandbox/engine/connect-engine.ts';
import { unlessStatus } from '../../src/sandbox/engine/unless-status.ts';
import { temporaryDirectory } from './temporary-directory.ts';

/** A socket of the test's own in front of the real engine; when it dies, the engine is gone for whoever used it. */
export async function relayEngine() {
  const directory = await temporaryDirectory();
  const path = join(directory.path, 'docker.sock');
  const sockets = new Set<Socket>();
  const boxes = new Set<string>();
  const { dockerHost: realHost } = operatorSettings();
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const engine = connect({ path: new URL(realHost).pathname, allowHalfOpen: true });
    for (const socket of [client, engine]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.once('close', () => sockets.delete(socket));
    }
    client.on('data', (chunk) => {
      for (const [box] of chunk.toString('latin1').matchAll(/sandpiper-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g))
        boxes.add(box);
    });
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
    /** Who lost its engine cannot remove what it made there; in life the next start of the server does. */
    async removeBoxes() {
      const docker = connectEngine(realHost);
      for (const box of boxes) await unlessStatus([404], docker.getContainer(box).remove({ force: true }));
      // An exporter uses the volume of another box.
      for (const box of boxes) await unlessStatus([404], docker.getVolume(box).remove());
    },
    async [Symbol.asyncDispose]() {
      await die();
      await directory[Symbol.asyncDispose]();
    },
  };
}
