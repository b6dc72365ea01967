import type { IncomingHttpHeaders } from 'node:http';
import { requestHeaders } from './request-headers.ts';

/**
 * With a secret in the request the answer is watched: it has to come as it is, and whole. Asked for in pieces a secret
 * could be read a few bytes at a time.
 */
const unwatchable = ['accept-encoding', 'if-range', 'range'];

export function keepRequestHeaders(headers: IncomingHttpHeaders, isWatched: boolean): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of requestHeaders) {
    const value = headers[name];
    if (typeof value === 'string' && !(isWatched && unwatchable.includes(name))) kept[name] = value;
  }
  return isWatched ? { ...kept, 'accept-encoding': 'identity' } : kept;
}

/** They belong to one connection and are not passed on. */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authentication-info',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** `rawHeaders` without those of the hop and those in which a secret came back: names and values in turn. */
export function keepResponseHeaders(rawHeaders: readonly string[], secrets: readonly string[]): string[] {
  const kept: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2);
    const line = `${name}: ${value}`;
    if (!hopByHop.has(name.toLowerCase()) && !secrets.some((secret) => line.includes(secret))) kept.push(name, value);
  }
  return kept;
}
