import { createHash } from 'node:crypto';
import dns from 'node:dns';
import { once } from 'node:events';
import { createServer } from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import type { AddressInfo } from 'node:net';
import { createCertificateAuthority } from '../../src/sandbox/egress/create-certificate-authority.ts';
import type { EgressRule } from '../../src/sandbox/sandbox.ts';

export type RegistryDouble = AsyncDisposable & {
  readonly url: string;
  /** Lets a sandbox read from it. */
  readonly rule: EgressRule;
  readonly caPem: string;
  /** Paths and what is served there. A path that ends in `/` is a page; `….sha1` is served beside each. */
  readonly files: Map<string, Uint8Array | string>;
};

const host = 'registry.test';

/** A package registry of static files, over HTTPS on loopback, under a name that only this process resolves. */
export async function openRegistryDouble(): Promise<RegistryDouble> {
  const authority = await createCertificateAuthority();
  const files: RegistryDouble['files'] = new Map();
  const server = createServer({
    SNICallback: (_name, answer) => void authority.leafFor(host).then((leaf) => answer(null, leaf)),
  });
  server.on('request', (request, response) => {
    const path = request.url ?? '';
    const body = files.get(path) ?? sha1(files.get(path.replace(/\.sha1$/, '')));
    const type = path.endsWith('/') ? 'text/html' : 'application/octet-stream';
    response.writeHead(body === undefined ? 404 : 200, { 'content-type': type }).end(body);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const forgetHost = resolveHere(host);
  return {
    url: `https://${host}:${port}`,
    rule: { host, port, scheme: 'https', pathPrefix: '/', addresses: 'any' },
    caPem: authority.certificatePem,
    files,
    async [Symbol.asyncDispose]() {
      forgetHost();
      server.close();
      server.closeAllConnections();
    },
  };
}

function sha1(content: Uint8Array | string | undefined): string | undefined {
  return content === undefined ? undefined : createHash('sha1').update(content).digest('hex');
}

/**
 * As a line in /etc/hosts would. Clients in a box take a loopback address, or `localhost`, for the box itself, and Java
 * names a host in TLS only when there is a dot in its name.
 */
function resolveHere(name: string): () => void {
  const { lookup } = dns;
  dns.lookup = new Proxy(lookup, {
    apply: (target, self, [asked, ...rest]: [string, ...unknown[]]) =>
      Reflect.apply(target, self, [asked === name ? '127.0.0.1' : asked, ...rest]),
  });
  syncBuiltinESMExports();
  return () => {
    dns.lookup = lookup;
    syncBuiltinESMExports();
  };
}
