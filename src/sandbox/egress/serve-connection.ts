import { createServer, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { EgressDeps } from './egress-deps.ts';
import { judgeTunnel } from './judge.ts';
import { openTunnel } from './open-tunnel.ts';
import { readTunnel } from './read-asked.ts';
import { refuseRaw } from './refuse-raw.ts';
import { serveHttp, serverOptions } from './serve-http.ts';
import { takeAllowance } from './take-allowance.ts';
import { type Connection, trackConnection } from './track-connection.ts';

/** Speaks the HTTP proxy protocol with whoever opened this connection in the box. */
export function serveConnection(deps: EgressDeps, socket: Duplex): Connection {
  const connection = trackConnection(deps, socket);
  const server = createServer(serverOptions(deps.limits));
  serveHttp(deps, connection, server, (request, _socket, head) => connectTo(deps, connection, request, head));
  server.emit('connection', socket);
  // Only now: a listener that came first would see nothing of a socket that the server reads below the stream.
  socket.once('data', () => {
    connection.heard = true;
  });
  return connection;
}

/** An allowed tunnel is not an attempt: each request inside it is one, or its failure to carry any. */
function connectTo(deps: EgressDeps, connection: Connection, request: IncomingMessage, head: Buffer): void {
  const asked = readTunnel(request);
  const judgement = takeAllowance(deps) ?? judgeTunnel(deps.access.allow, asked);
  if (judgement.allowed) {
    openTunnel(deps, connection, judgement.rule, head);
    return;
  }
  const { status, reason } = judgement;
  connection.begin(asked)({ decision: 'denied', reason, status: null, bytesIn: 0 });
  refuseRaw(connection, connection.socket, { status, reason, lingerMs: deps.limits.lingerMs });
}
