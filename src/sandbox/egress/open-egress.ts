import { lookup } from 'node:dns';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Duplex } from 'node:stream';
import type { SecureContext } from 'node:tls';
import type { NetworkPolicy } from '../sandbox.ts';
import { beginAttempt } from './begin-attempt.ts';
import { checkPolicy } from './check-policy.ts';
import { createCertificateAuthority } from './create-certificate-authority.ts';
import { cutForbidden } from './cut-forbidden.ts';
import type { Access, EgressDeps } from './egress-deps.ts';
import { type EgressLimits, egressLimits } from './egress-limits.ts';
import { serveConnection } from './serve-connection.ts';
import { tokenBucket } from './token-bucket.ts';
import type { Connection } from './track-connection.ts';
import type { ResolveHost } from './vetted-lookup.ts';

/** The same for all sandboxes. */
export type OpenEgressDeps = {
  /** By `upstreamTrust`. */
  readonly trust: SecureContext;
  readonly limits?: Partial<EgressLimits>;
  /** In place of the system's resolver. */
  readonly resolve?: ResolveHost;
  /** In place of the system's steady clock, in milliseconds. */
  readonly now?: () => number;
};

/** One sandbox's way out. */
export type Egress = {
  /** Serves a connection opened in the sandbox, speaking the HTTP proxy protocol; whatever it sends, nothing is thrown. */
  accept(socket: Duplex): void;
  /** What clients in the sandbox must trust. */
  readonly caCertificatePem: string;
  /**
   * Takes effect at once: what is under way and would not be allowed in the same way under `policy` is cut. What was
   * spent of the limits stays spent. Throws `SandboxFault` with `code: 'invalid'` and changes nothing when no sandbox
   * can have such a policy.
   */
  setPolicy(policy: NetworkPolicy): void;
  /** Ends every connection, both ways. Nothing is accepted afterwards. */
  close(): void;
};

/**
 * Lets one sandbox read from the hosts that `policy` allows, and do nothing else: see
 * `docs/adr/0005-tls-terminating-egress.md`. An attempt is told to the policy under which it began, exactly once: each
 * request, each tunnel that carried none, and each connection that spoke no HTTP. When the limit of requests is spent
 * one last attempt is told, and whatever follows is refused untold.
 */
export async function openEgress(options: OpenEgressDeps, policy: NetworkPolicy): Promise<Egress> {
  const toAccess = accessReader({ ...egressLimits, ...options.limits });
  const deps = await createDeps(options, toAccess(policy));
  const connections = new Map<Duplex, Connection>();
  let open = true;

  return {
    caCertificatePem: deps.certificateAuthority.certificatePem,
    accept(socket) {
      socket.on('error', () => socket.destroy());
      if (!open || isFull(deps, connections.size)) {
        socket.destroy();
        return;
      }
      connections.set(socket, serveConnection(deps, socket));
      socket.once('close', () => connections.delete(socket));
    },
    setPolicy(next) {
      const access = toAccess(next);
      // First, so that what is cut is still told to the policy it began under.
      for (const connection of connections.values()) cutForbidden(access.allow, connection);
      dropKept(deps.agents);
      deps.access = access;
    },
    close() {
      open = false;
      for (const socket of connections.keys()) socket.destroy();
      for (const agent of Object.values(deps.agents)) agent.destroy();
    },
  };
}

function isFull({ limits, usage, access }: EgressDeps, connections: number): boolean {
  if (usage.requests > limits.requests) return true;
  if (connections < limits.connections) return false;

  usage.requests += 1;
  const reason = `this sandbox has reached its limit of ${limits.connections} connections at once`;
  const settle = beginAttempt(access.onAttempt, { method: '', origin: null, path: '' });
  settle({ decision: 'denied', reason, status: null, bytesIn: 0 });
  return true;
}

/** Counts what is told over all policies. */
function accessReader(limits: EgressLimits): (policy: NetworkPolicy) => Access {
  let told = 0;
  return (policy) => {
    checkPolicy(policy);
    if (policy.kind === 'none') return { allow: [], onAttempt: () => undefined };
    const onAttempt: Access['onAttempt'] = (attempt) => {
      told += 1;
      if (told <= limits.requests + 1) policy.onAttempt(attempt);
    };
    return { allow: policy.allow, onAttempt };
  };
}

/** A connection that was kept for the next request may lead where that request may not go. */
function dropKept(agents: EgressDeps['agents']): void {
  for (const { freeSockets } of Object.values(agents)) {
    for (const socket of Object.values(freeSockets).flat()) socket?.destroy();
  }
}

async function createDeps(options: OpenEgressDeps, access: Access): Promise<EgressDeps> {
  const limits = { ...egressLimits, ...options.limits };
  const agentOptions = { keepAlive: true, maxFreeSockets: limits.concurrentRequests, timeout: limits.idleMs };
  const tlsOptions = { secureContext: options.trust, rejectUnauthorized: true, ALPNProtocols: ['http/1.1'] };

  return {
    access,
    limits,
    usage: { requests: 0, activeRequests: 0, bytes: 0 },
    rate: tokenBucket(options.now ?? (() => performance.now()), limits.rate),
    resolve: options.resolve ?? lookup,
    certificateAuthority: await createCertificateAuthority(),
    agents: { http: new HttpAgent(agentOptions), https: new HttpsAgent({ ...agentOptions, ...tlsOptions }) },
  };
}
