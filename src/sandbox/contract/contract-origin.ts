import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { EgressRule } from '../sandbox.ts';

export type ContractOrigin = AsyncDisposable & {
  readonly port: number;
  /** Lets a sandbox read everything here. */
  readonly rule: EgressRule;
  /** Every request that has arrived. */
  readonly seen: readonly { readonly method: string; readonly path: string; readonly headers: IncomingHttpHeaders }[];
};

/** A server on this host. What it has seen decides whether anything came out of a box, not what the box says. */
export async function contractOrigin(): Promise<ContractOrigin> {
  const seen: ContractOrigin['seen'][number][] = [];
  const server = createServer((request, response) => {
    seen.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers });
    if (request.url === '/endless') response.write('begun\n');
    else response.end('from the origin\n');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // `listen` on a port gives an address with a port.
  const { port } = server.address() as AddressInfo;
  return {
    port,
    seen,
    rule: { host: 'localhost', port, scheme: 'http', pathPrefix: '/', addresses: 'any' },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}
