import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { operatorSettings } from '../../src/config/operator-settings.ts';
import { connectEngine } from '../../src/sandbox/engine/connect-engine.ts';
import { temporaryDirectory } from './temporary-directory.ts';

/** A socket of the test's own in front of the real engine; when it dies, the engine is gone for whoever used it. */
export async function relayEngine() {
  const directory = await temporaryDirectory();
  const path = join(directory.path, 'docker.sock');
  const sockets = new Set<Socket>();
  const { dockerHost: realHost } = operatorSettings();
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const engine = connect({ path: new URL(realHost).pathname, allowHalfOpen: true });
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
    /** A run that lost its engine cannot remove what it made there; in life the next start of the server does. */
    async removeRun(runId: string) {
      const docker = connectEngine(realHost);
      const filters = { label: [`sandpiper.run=${runId}`] };
      const containers = await docker.listContainers({ all: true, filters });
      for (const { Id } of containers) await docker.getContainer(Id).remove({ force: true });
      const { Volumes: volumes } = await docker.listVolumes({ filters });
      for (const { Name } of volumes) await docker.getVolume(Name).remove();
    },
    async [Symbol.asyncDispose]() {
      await die();
      await directory[Symbol.asyncDispose]();
    },
  };
}
