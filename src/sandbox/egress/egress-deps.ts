import type { Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import type { EgressAttempt, EgressRule } from '../sandbox.ts';
import type { CertificateAuthority } from './create-certificate-authority.ts';
import type { EgressLimits } from './egress-limits.ts';
import type { ResolveHost } from './vetted-lookup.ts';

/** What all connections of one sandbox share. */
export type EgressDeps = {
  readonly allow: readonly EgressRule[];
  readonly limits: EgressLimits;
  /** Spent so far, of `limits`. */
  readonly usage: { requests: number; activeRequests: number; bytes: number };
  readonly onAttempt: (attempt: EgressAttempt) => void;
  readonly resolve: ResolveHost;
  readonly certificateAuthority: CertificateAuthority;
  readonly agents: { readonly http: HttpAgent; readonly https: HttpsAgent };
};
