import { constants } from 'node:crypto';
import { createServer, type Server } from 'node:https';
import type { SecureContext } from 'node:tls';
import type { EgressDeps } from './egress-deps.ts';
import { type Origin, readOrigin } from './read-asked.ts';
import { serveHttp, serverOptions } from './serve-http.ts';
import type { Connection } from './track-connection.ts';

/** Speaks TLS to the client in the name of the host it asked for, and serves the requests inside. */
export function openTunnel(deps: EgressDeps, connection: Connection, tunnel: Origin, head: Buffer): void {
  connection.tunnel = tunnel;
  const server = createTlsServer(deps, connection, tunnel);
  serveHttp(deps, connection, server);
  server.on('tlsClientError', (error: NodeJS.ErrnoException) =>
    connection.fail(`TLS could not be agreed (${error.code ?? error.message})`),
  );

  connection.socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
  if (head.length > 0) connection.socket.unshift(head);
  server.emit('connection', connection.socket);
}

/** It has no certificate but the tunnel's, and that only for a client that asks for the tunnel's host by name. */
function createTlsServer(deps: EgressDeps, connection: Connection, tunnel: Origin): Server {
  return createServer({
    ...serverOptions(deps.limits),
    ALPNProtocols: ['http/1.1'],
    minVersion: 'TLSv1.2',
    secureOptions: constants.SSL_OP_NO_RENEGOTIATION,
    handshakeTimeout: deps.limits.headMs,
    SNICallback: (servername, callback) => {
      if (readOrigin('https', servername, 443)?.host !== tunnel.host) {
        connection.fail('the TLS server name is not the host of the tunnel');
        callback(new Error('Wrong server name'));
        return;
      }
      deps.certificateAuthority.leafFor(tunnel.host).then(
        (leaf: SecureContext) => callback(null, leaf),
        (error: Error) => callback(error),
      );
    },
  });
}
