import { isAbsolute } from 'node:path';
import { GitFault } from './git-fault.ts';

/** A repository that may be fetched from and pushed to: over http(s), or by an absolute path on this machine. */
export type Remote = {
  readonly url: string;
  readonly scheme: 'https' | 'http' | 'file';
  /** What only this remote may be sent, and nobody may read: a header for its origin. */
  readonly credential: {
    readonly configKey: string;
    readonly header: string;
    readonly secrets: readonly string[];
  } | null;
};

/** Throws a `GitFault` for any other kind of remote, and for a token that would travel unencrypted to another machine. */
export function parseRemote(remoteUrl: string, token: string | null): Remote {
  if (isAbsolute(remoteUrl)) return { url: remoteUrl, scheme: 'file', credential: null };
  const url = parseHttpUrl(remoteUrl);
  const scheme = url.protocol === 'https:' ? 'https' : 'http';
  if (token === null) return { url: url.href, scheme, credential: null };
  if (scheme === 'http' && !isLoopback(url.hostname)) {
    throw refused(`${url.origin} would receive the token unencrypted.`, 'Use an https address for the repository.');
  }
  return { url: url.href, scheme, credential: credentialFor(url.origin, token) };
}

function parseHttpUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isHttp = url !== null && (url.protocol === 'https:' || url.protocol === 'http:');
  if (isHttp && url.username === '' && url.password === '' && url.hash === '') return url;
  throw refused(
    'The address of the repository is neither an http(s) URL without credentials nor an absolute path.',
    'Correct the address of the repository.',
  );
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}

function credentialFor(origin: string, token: string): NonNullable<Remote['credential']> {
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw refused('The token for the repository holds characters no token has.', 'Correct the token.');
  }
  const basic = Buffer.from(`x-access-token:${token}`).toString('base64');
  return {
    configKey: `http.${origin}/.extraHeader`,
    header: `Authorization: Basic ${basic}`,
    secrets: [token, basic, encodeURIComponent(token)],
  };
}

function refused(message: string, nextAction: string): GitFault {
  return new GitFault('refused', message, { nextAction });
}
