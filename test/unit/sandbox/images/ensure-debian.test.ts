import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { connectEngine } from '../../../../src/sandbox/engine/connect-engine.ts';
import { ensureDebian } from '../../../../src/sandbox/images/ensure-debian.ts';

test('why the base image could not be pulled is said before another way is taken', async () => {
  await using engine = await engineWithoutRegistry('Get "https://registry.test/v2/": dial tcp: no such host');
  const stopping = new AbortController();
  const said: string[] = [];
  const say = (line: string) => {
    said.push(line);
    stopping.abort(); // before anything is done to this machine
  };

  const failed = await ensureDebian({ docker: engine.docker, say }, stopping.signal).catch(String);

  expect(said.join() || failed).toContain('No container registry answered');
  expect(said.join() || failed).toContain('no such host');
});

async function engineWithoutRegistry(message: string) {
  const server = createServer((request, response) => {
    const status = request.url?.includes('/images/create') ? 500 : 404;
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ message }));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    docker: connectEngine(`tcp://127.0.0.1:${(server.address() as AddressInfo).port}`),
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}
