import { STATUS_CODES } from 'node:http';
import { type Duplex, finished } from 'node:stream';
import { refusalText } from './refusal-text.ts';
import type { Connection } from './track-connection.ts';

export type LastWord = { readonly status: number; readonly reason: string; readonly lingerMs: number };

/**
 * Refuses on a socket that has left the HTTP server's hands, and ends the connection: at once when the client ends it
 * too, otherwise after a while in which what it still sends is thrown away.
 */
export function refuseRaw(connection: Connection, socket: Duplex, { status, reason, lingerMs }: LastWord): void {
  connection.over = true;
  const text = refusalText(reason);
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(text)}`,
    'Connection: close',
  ];
  socket.end([...head, '', text].join('\r\n'));
  socket.resume();

  const linger = setTimeout(() => connection.socket.destroy(), lingerMs);
  finished(socket, () => {
    clearTimeout(linger);
    connection.socket.destroy();
  });
}
