import type { Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import type { EgressAttempt, EgressRule } from '../sandbox.ts';
import type { CertificateAuthority } from './create-certificate-authority.ts';
import type { EgressLimits } from './egress-limits.ts';
import type { TokenBucket } from './token-bucket.ts';
import type { ResolveHost } from './vetted-lookup.ts';

/** What all connections of one sandbox share. */
export type EgressDeps = {
  /** What the sandbox may do now. It is exchanged whole, and never changed. */
  access: Access;
  readonly limits: EgressLimits;
  /** Spent so far, of `limits`; a new policy gives none of it back. */
  readonly usage: { requests: number; activeRequests: number; bytes: number };
  readonly rate: TokenBucket;
  readonly resolve: ResolveHost;
  readonly certificateAuthority: CertificateAuthority;
  readonly agents: { readonly http: HttpAgent; readonly https: HttpsAgent };
};

export type Access = {
  readonly allow: readonly EgressRule[];
  readonly onAttempt: (attempt: EgressAttempt) => void;
};
