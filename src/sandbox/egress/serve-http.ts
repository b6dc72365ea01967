import type { IncomingMessage, Server, ServerOptions, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { answerRequest } from './answer-request.ts';
import type { EgressDeps } from './egress-deps.ts';
import type { EgressLimits } from './egress-limits.ts';
import { readAsked } from './read-asked.ts';
import { refuseRaw } from './refuse-raw.ts';
import type { Connection } from './track-connection.ts';

/** What to do when a client asks for something other than an answer: `CONNECT`, or an upgrade. */
export type OnSwitch = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** Makes `server`, which serves this one connection, answer as a proxy that only reads. */
export function serveHttp(deps: EgressDeps, connection: Connection, server: Server, onConnect?: OnSwitch): void {
  const answer = (request: IncomingMessage, response: ServerResponse) =>
    answerRequest(deps, connection, request, response);
  const refuse: OnSwitch = (request, socket) => refuseSwitch(deps, connection, request, socket);

  server.on('request', answer);
  server.on('checkContinue', answer);
  server.on('checkExpectation', answer);
  server.on('upgrade', refuse);
  server.on('connect', onConnect ?? refuse);
  server.on('clientError', (error, socket) => refuseMalformed(deps, connection, error, socket));
}

/** How every such server is made. A missing `Host` is for us to refuse, so that it is recorded. */
export function serverOptions(limits: EgressLimits): ServerOptions {
  return {
    maxHeaderSize: limits.headBytes,
    keepAliveTimeout: limits.headMs,
    requireHostHeader: false,
    insecureHTTPParser: false,
  };
}

function refuseSwitch(deps: EgressDeps, connection: Connection, request: IncomingMessage, socket: Duplex): void {
  if (connection.over) return;
  const reason = 'no other protocol may be spoken here';
  connection.begin(readAsked(request, connection.tunnel))({ decision: 'denied', reason, status: null, bytesIn: 0 });
  refuseRaw(connection, socket, { status: 403, reason, lingerMs: deps.limits.lingerMs });
}

/** The parser's complaints are about what the client sent; other errors say only that the client has gone. */
function refuseMalformed(
  { limits }: EgressDeps,
  connection: Connection,
  error: NodeJS.ErrnoException,
  socket: Duplex,
): void {
  if (connection.over) return;
  const isMalformed = error.code?.startsWith('HPE_') === true;
  const answerable = isMalformed && connection.active === 0 && socket.writable;
  const reason = `what was sent is not HTTP/1.1 (${error.code})`;
  if (isMalformed) connection.fail(reason);
  if (answerable) refuseRaw(connection, socket, { status: 400, reason, lingerMs: limits.lingerMs });
  else connection.socket.destroy();
}
