import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { type Answer, refusal } from './answer.ts';
import type { NoAnswer } from './planned-failures.ts';

/** An HTTP request that has been read to its end. */
export type WireRequest = {
  readonly method: string;
  /** Still percent-encoded, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
};

export type Handle = (request: WireRequest) => Promise<Answer | NoAnswer>;

export type LoopbackServer = {
  readonly origin: string;
  readonly close: () => Promise<void>;
};

/** Listens on a free port of 127.0.0.1. */
export async function listenOnLoopback(handle: Handle): Promise<LoopbackServer> {
  const server = createServer((request, response) => void respond(handle, request, response));
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject).listen(0, '127.0.0.1', resolve);
  await promise;
  // The address of a server that listens on a port is never a string or null.
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () => {
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      server.closeAllConnections();
      return closed.promise;
    },
  };
}

async function respond(handle: Handle, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const answer = await handle(await read(request));
    if (answer === 'no-answer') return;
    if (answer === 'disconnect') {
      request.socket.destroy();
      return;
    }
    send(response, answer);
  } catch (error) {
    console.error('The loopback GitHub failed', error);
    send(response, refusal(500, 'Server Error'));
  }
}

async function read(request: IncomingMessage): Promise<WireRequest> {
  const [path = '/', search = ''] = (request.url ?? '/').split('?', 2);
  return {
    method: request.method ?? 'GET',
    path,
    query: new URLSearchParams(search),
    headers: request.headers,
    body: await buffer(request),
  };
}

function send(response: ServerResponse, answer: Answer): void {
  if (answer.isCut !== true) {
    response.writeHead(answer.status, { ...answer.headers });
    response.end(answer.body);
    return;
  }
  const body = Buffer.from(answer.body);
  response.writeHead(answer.status, { ...answer.headers, 'content-length': String(body.length) });
  response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy());
}
