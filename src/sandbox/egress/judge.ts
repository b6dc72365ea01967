import { isIP } from 'node:net';
import type { EgressRule } from '../sandbox.ts';
import { type Asked, type Origin, readOrigin } from './read-asked.ts';
import { refuseAddress } from './refuse-address.ts';

/** What becomes of a request, before anybody else is asked. */
export type Judgement = { readonly allowed: true; readonly rule: EgressRule } | Refusal;

/** `reason` completes the sentence "it was refused: …". */
export type Refusal = {
  readonly allowed: false;
  readonly status: number;
  readonly reason: string;
  /** Seconds, where it is worth asking again. */
  readonly retryAfter?: string;
};

export const maxPathLength = 2048;
const defaultPorts = { http: 80, https: 443 } as const;

/** Whether a request may go upstream: to a host on the list, under that host's name only, and to read. The rule that says most about its path counts. */
export function judgeRequest(allow: readonly EgressRule[], asked: Asked): Judgement {
  const judgement = judgeTunnel(allow, asked);
  if (!judgement.allowed) return judgement;

  if (!namesOnly(judgement.rule, asked.hosts))
    return refused(403, 'the Host header does not name the host that was asked');
  if (asked.method !== 'GET' && asked.method !== 'HEAD') return refused(405, 'only GET and HEAD are allowed');
  if (asked.hasBody) return refused(405, 'a request with a body is not allowed');
  const fault = findPathFault(asked.path);
  if (fault !== null) return refused(403, fault);
  const closestFirst = allow
    .filter(({ pathPrefix }) => isBelow(asked.path, pathPrefix))
    .toSorted((one, other) => other.pathPrefix.length - one.pathPrefix.length);
  const below = judgeTunnel(closestFirst, asked);
  return below.allowed ? below : refused(403, `the path is not below ${judgement.rule.pathPrefix}`);
}

/** Whether a tunnel may be opened. What is asked inside it is judged again, request by request. */
export function judgeTunnel(allow: readonly EgressRule[], { origin }: Pick<Asked, 'origin'>): Judgement {
  if (origin === null) return refused(403, 'it does not name a host and port in a form that is allowed');

  if (allow.length === 0) return refused(403, 'this sandbox may not use the network');
  const rule = allow.find((candidate) => isSame(candidate, origin));
  if (rule === undefined)
    return refused(403, `${origin.scheme}://${origin.host}:${origin.port} is not on the allow-list`);

  // A name is vetted when it is looked up; an address is never looked up.
  const fault = isIP(origin.host) === 0 ? null : refuseAddress(origin.host, rule.addresses);
  return fault === null ? { allowed: true, rule } : refused(403, `${origin.host} ${fault}`);
}

function isSame(one: Origin, other: Origin): boolean {
  return one.scheme === other.scheme && one.host === other.host && one.port === other.port;
}

function namesOnly(origin: Origin, hosts: readonly string[]): boolean {
  const [host, ...more] = hosts;
  const named = readOrigin(origin.scheme, host ?? '', defaultPorts[origin.scheme]);
  return more.length === 0 && named !== null && isSame(named, origin);
}

/** As it is written: the path was found to be in its simplest form, and an escaped `/` is not everywhere a `/`. */
function isBelow(path: string, prefix: string): boolean {
  return path.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`);
}

/** Registry pages that say, or change, who somebody is. Matched whole, so that a package called `user` can be had. */
const identity = /\/-\/(?:user|whoami|v1\/login|npm\/v1\/(?:user|tokens))(?:\/|$)/i;
/** No install needs it, and it takes any text. */
const search = /\/-\/(?:v1\/search|all)(?:\/|$)/i;

function findPathFault(path: string): string | null {
  if (path.length > maxPathLength) return `the path is longer than ${maxPathLength} characters`;
  if (!/^\/[!-~]*$/.test(path) || path.includes('#')) return 'the path is not a plain path';

  const decoded = decode(path.split('?', 1)[0] ?? '');
  if (decoded === null || /[%\\]|\/\/|\/\.(?:[/;]|$)|\.\.(?:[/;]|$)|[^ -~]/.test(decoded))
    return 'the path is not in its simplest form';
  if (search.test(decoded)) return 'the path is a search, not a package';
  return identity.test(decoded) ? 'the path is about identity, not packages' : null;
}

function decode(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null; // Not an escape at all: there is no plain form to judge.
  }
}

function refused(status: number, reason: string): Refusal {
  return { allowed: false, status, reason };
}
