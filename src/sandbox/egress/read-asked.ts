import type { IncomingMessage } from 'node:http';

/** A server as an allow-list names it. */
export type Origin = { readonly scheme: 'http' | 'https'; readonly host: string; readonly port: number };

/** What a process in the box asked for, read and not yet judged. */
export type Asked = {
  readonly method: string;
  /** `null` when the request does not say unmistakably whom it is for. */
  readonly origin: Origin | null;
  /** With query, as it was sent. */
  readonly path: string;
  /** Every `Host` header. */
  readonly hosts: readonly string[];
  readonly hasBody: boolean;
};

/** Inside a tunnel the request is for the tunnel's origin; outside, its target is a whole `http:` address. */
export function readAsked(request: IncomingMessage, tunnel: Origin | null): Asked {
  const target = request.url ?? '';
  const { host: hosts = [] } = request.headersDistinct;
  const { origin, path } = tunnel === null ? readAbsolute(target) : { origin: tunnel, path: target };
  return {
    method: request.method ?? '',
    origin,
    path,
    hosts,
    hasBody: (request.headers['content-length'] ?? '0') !== '0' || request.headers['transfer-encoding'] !== undefined,
  };
}

/** What `CONNECT` asked for: a tunnel, in which TLS must be spoken. A target that cannot be read is kept as the path. */
export function readTunnel(request: IncomingMessage): Asked {
  const target = request.url ?? '';
  const origin = readOrigin('https', target, null);
  return { method: 'CONNECT', origin, path: origin === null ? target : '', hosts: [], hasBody: false };
}

/**
 * `host` or `host:port`, in any case and with or without the final dot, and nothing cleverer: no user, no address in
 * brackets, no escapes. Without a default the port must be there. `null` when it is anything else.
 */
export function readOrigin(scheme: Origin['scheme'], text: string, defaultPort: number | null): Origin | null {
  const match = /^([a-z0-9_-]+(?:\.[a-z0-9_-]+)*)\.?(?::([1-9]\d{0,4}))?$/i.exec(text.slice(0, 300));
  const port = match?.[2] === undefined ? defaultPort : Number(match[2]);
  if (match?.[1] === undefined || port === null || port > 65_535) return null;
  return { scheme, host: match[1].toLowerCase(), port };
}

function readAbsolute(target: string): Pick<Asked, 'origin' | 'path'> {
  const match = /^http:\/\/([^/?#]*)(\/.*)?$/is.exec(target);
  if (match?.[1] === undefined) return { origin: null, path: target };
  return { origin: readOrigin('http', match[1], 80), path: match[2] ?? '/' };
}
