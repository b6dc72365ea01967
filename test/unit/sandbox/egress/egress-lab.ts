import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { type Duplex, duplexPair } from 'node:stream';
import { finished } from 'node:stream/promises';
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls';
import { createCertificateAuthority } from '../../../../src/sandbox/egress/create-certificate-authority.ts';
import { type Egress, type OpenEgressDeps, openEgress } from '../../../../src/sandbox/egress/open-egress.ts';
import { upstreamTrust } from '../../../../src/sandbox/egress/upstream-trust.ts';
import type { ResolveHost } from '../../../../src/sandbox/egress/vetted-lookup.ts';
import type { EgressAttempt, EgressRule, NetworkPolicy } from '../../../../src/sandbox/sandbox.ts';

/** The one host on a lab's allow-list. Every name in a lab resolves to this machine's loopback address. */
export const registry = 'registry.test';

/** What a client in the box talks to: our proxy, or one without defences. */
export type Door = { readonly dial: () => Duplex };

/** A real server on loopback that remembers every byte it was sent: as it came, and after TLS. */
export type Origin = {
  readonly port: number;
  readonly authority: string;
  readonly caPem: string;
  readonly seen: { wire: string; plain: string; connections: number };
  readonly close: () => void;
};

export async function openOrigin(scheme: EgressRule['scheme'], answer: RequestListener = answerOk): Promise<Origin> {
  const ca = await createCertificateAuthority();
  const seen = { wire: '', plain: '', connections: 0 };
  const server = scheme === 'http' ? createHttpServer() : createTlsOrigin(ca);
  server.on('request', answer);
  server.on(scheme === 'http' ? 'connection' : 'secureConnection', (socket: Socket) => {
    socket.on('data', (bytes) => {
      seen.plain += bytes.toString('latin1');
    });
  });

  // The wire is watched from outside TLS, so that bytes which are no TLS at all are seen too.
  const sockets = new Set<Socket>();
  const front = createServer((socket) => {
    const [outside, inside] = duplexPair();
    seen.connections += 1;
    sockets.add(socket);
    socket.on('data', (bytes) => {
      seen.wire += bytes.toString('latin1');
    });
    for (const end of [socket, outside, inside]) end.on('error', () => socket.destroy());
    socket.on('close', () => {
      for (const end of [outside, inside]) end.destroy();
    });
    socket.pipe(outside).pipe(socket);
    server.emit('connection', inside);
  }).listen(0, '127.0.0.1');
  await once(front, 'listening');

  const { port } = front.address() as AddressInfo;
  return {
    port,
    authority: `${registry}:${port}`,
    caPem: ca.certificatePem,
    seen,
    close() {
      front.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function createTlsOrigin(ca: Awaited<ReturnType<typeof createCertificateAuthority>>): Server {
  return createHttpsServer({
    SNICallback(servername, callback) {
      ca.leafFor(servername).then((leaf) => callback(null, leaf), callback);
    },
  });
}

function answerOk(_request: IncomingMessage, response: Parameters<RequestListener>[1]): void {
  response.setHeader('set-cookie', ['a=1', 'b=2']);
  response.end('from the origin');
}

export const toLoopback: ResolveHost = (_hostname, _options, callback) =>
  callback(null, [{ address: '127.0.0.1', family: 4 }]);

export type Lab = Door &
  AsyncDisposable & {
    readonly origin: Origin;
    readonly egress: Egress;
    /** The one rule of its policy. */
    readonly rule: EgressRule;
    /** A policy whose attempts are the lab's. */
    readonly allowing: (...allow: readonly EgressRule[]) => NetworkPolicy;
    readonly attempts: readonly EgressAttempt[];
    /** Resolves when so many attempts have been reported. */
    readonly reported: (count: number) => Promise<void>;
  };

/** A real egress before a real origin, which is all that the sandbox may read from. */
export async function openLab(
  options: Omit<Partial<OpenEgressDeps>, 'trust'> &
    Partial<EgressRule> & {
      /** What signs the origin's name in the eyes of the proxy; the origin's own authority when left out. */
      readonly upstreamCaPem?: string | null;
      readonly answer?: RequestListener;
    } = {},
): Promise<Lab> {
  const { limits, resolve = toLoopback, now, upstreamCaPem, answer, ...different } = options;
  const { scheme = 'https' } = different;
  const origin = await openOrigin(scheme, answer);
  const rule: EgressRule = {
    ...{ host: registry, port: origin.port, scheme, pathPrefix: '/', addresses: 'any' },
    ...different,
  };
  const attempts: EgressAttempt[] = [];
  const reports = new EventTarget();
  const allowing = (...allow: readonly EgressRule[]): NetworkPolicy => ({
    kind: 'egress',
    allow,
    onAttempt(attempt) {
      attempts.push(attempt);
      reports.dispatchEvent(new Event('report'));
    },
  });
  const trust = upstreamTrust(upstreamCaPem === undefined ? origin.caPem : upstreamCaPem);
  const deps = { trust, resolve, ...(limits && { limits }), ...(now && { now }) };
  const egress = await openEgress(deps, allowing(rule));

  return {
    origin,
    egress,
    rule,
    allowing,
    attempts,
    async reported(count) {
      while (attempts.length < count) await once(reports, 'report');
    },
    dial: () => dialInto((socket) => egress.accept(socket)),
    async [Symbol.asyncDispose]() {
      egress.close();
      origin.close();
    },
  };
}

/** The positive control: a proxy that obeys. It tunnels or forwards whatever it is told to, to any name, unread. */
export function openObedientProxy(port: number): Door {
  return {
    dial: () =>
      dialInto((socket) => {
        socket.on('error', () => socket.destroy());
        socket.once('data', (head: Buffer) => {
          const upstream = connect(port, '127.0.0.1');
          for (const end of [upstream, socket]) end.on('error', () => socket.destroy());
          if (head.toString('latin1').startsWith('CONNECT ')) socket.write('HTTP/1.1 200 OK\r\n\r\n');
          else upstream.write(head);
          socket.pipe(upstream).pipe(socket);
        });
      }),
  };
}

function dialInto(accept: (socket: Duplex) => void): Duplex {
  const [client, server] = duplexPair();
  client.on('error', () => client.destroy());
  server.on('close', () => client.destroy());
  accept(server);
  return client;
}

/** Says this and nothing more, and listens to the end. */
export async function say(socket: Duplex, words: string | Buffer): Promise<string> {
  socket.write(words);
  return await listen(socket);
}

/** All that is heard until the end, even when that is a sudden one. */
export async function listen(socket: Duplex): Promise<string> {
  const heard: Buffer[] = [];
  socket.on('data', (bytes: Buffer) => heard.push(bytes));
  await finished(socket, { writable: false }).catch(() => 'it was cut');
  return Buffer.concat(heard).toString();
}

/** Asks for a tunnel and gives back the socket inside it, or what the proxy said instead. */
export async function openTunnel(door: Door, authority: string): Promise<Duplex> {
  const socket = door.dial();
  socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`);
  const [answer] = await once(socket, 'data');
  if (!String(answer).startsWith('HTTP/1.1 200')) throw new Error(String(answer));
  return socket;
}

/** TLS inside a tunnel, as an attacker speaks it: nothing is verified unless `ca` is given. */
export async function openTlsTunnel(
  door: Door,
  authority: string,
  options: ConnectionOptions = {},
): Promise<TLSSocket> {
  const socket = await openTunnel(door, authority);
  const tls = connectTls({
    socket,
    servername: registry,
    rejectUnauthorized: options.ca !== undefined,
    ...options,
  });
  tls.on('error', () => socket.destroy());
  await Promise.race([once(tls, 'secureConnect'), once(socket, 'close')]).catch(
    () => 'the listener will see that it ended',
  );
  return tls;
}

/** A whole request, after which the connection ends. */
export function requestText(line: string, headers: readonly string[], body = ''): string {
  return [line, ...headers, 'Connection: close', '', body].join('\r\n');
}
