import { MAX_CONNECTIONS } from '../box/link.ts';
import type { TokenRate } from './token-bucket.ts';

/** What one sandbox may use of the host through its egress proxy. */
export type EgressLimits = {
  /** Connections open at the same time: as many as the link to a box carries. */
  readonly connections: number;
  /** Requests being answered at the same time. */
  readonly concurrentRequests: number;
  /** Requests and tunnels. */
  readonly rate: TokenRate;
  /** Attempts in the sandbox's whole life, refused ones included. After one more the proxy accepts nothing. */
  readonly requests: number;
  /** Bytes of response bodies in the sandbox's whole life. */
  readonly bytes: number;
  readonly headBytes: number;
  /** From the start of a connection, or the end of an answer, to the end of the next request's head. */
  readonly headMs: number;
  /** For finding, reaching and authenticating an upstream host. */
  readonly connectMs: number;
  /** Without a byte passing from upstream to the sandbox. */
  readonly idleMs: number;
  /** How long a connection stays after its last answer: a refused upload is read meanwhile, so that its sender sees why. */
  readonly lingerMs: number;
};

export const egressLimits: EgressLimits = {
  connections: MAX_CONNECTIONS,
  concurrentRequests: 64,
  rate: { burst: 2_000, perSecond: 100 },
  requests: 100_000,
  bytes: 4 * 1024 ** 3,
  headBytes: 16 * 1024,
  headMs: 30_000,
  connectMs: 10_000,
  idleMs: 60_000,
  lingerMs: 2_000,
};
