import { lookup } from 'node:dns';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Duplex } from 'node:stream';
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';
import type { EgressAttempt, EgressRule } from '../sandbox.ts';
import { beginAttempt } from './begin-attempt.ts';
import { createCertificateAuthority } from './create-certificate-authority.ts';
import type { EgressDeps } from './egress-deps.ts';
import { type EgressLimits, egressLimits } from './egress-limits.ts';
import { serveConnection } from './serve-connection.ts';
import type { ResolveHost } from './vetted-lookup.ts';

export type EgressOptions = {
  readonly allow: readonly EgressRule[];
  /**
   * Called exactly once for each request, each tunnel that carried none, and each connection that spoke no HTTP. When
   * the limit of requests is spent one last attempt is reported, and whatever follows is refused unreported.
   */
  readonly onAttempt: (attempt: EgressAttempt) => void;
  /** Trusted beside what this process and this machine trust already. */
  readonly upstreamCaPem: string | null;
  readonly limits?: Partial<EgressLimits>;
  /** In place of the system's resolver. */
  readonly resolve?: ResolveHost;
};

/** One sandbox's way out. */
export type Egress = {
  /** Serves a connection opened in the sandbox, speaking the HTTP proxy protocol; whatever it sends, nothing is thrown. */
  accept(socket: Duplex): void;
  /** What clients in the sandbox must trust. */
  readonly caCertificatePem: string;
  /** Ends every connection, both ways. Nothing is accepted afterwards. */
  close(): void;
};

/** Lets one sandbox read from the hosts in `allow`, and do nothing else: see `docs/adr/0005-tls-terminating-egress.md`. */
export async function openEgress(options: EgressOptions): Promise<Egress> {
  const deps = await createDeps(options);
  const sockets = new Set<Duplex>();
  let open = true;

  return {
    caCertificatePem: deps.certificateAuthority.certificatePem,
    accept(socket) {
      socket.on('error', () => socket.destroy());
      if (!open || isFull(deps, sockets.size)) {
        socket.destroy();
        return;
      }
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      serveConnection(deps, socket);
    },
    close() {
      open = false;
      for (const socket of sockets) socket.destroy();
      for (const agent of Object.values(deps.agents)) agent.destroy();
    },
  };
}

function isFull({ limits, usage, onAttempt }: EgressDeps, connections: number): boolean {
  if (usage.requests > limits.requests) return true;
  if (connections < limits.connections) return false;

  usage.requests += 1;
  const reason = `this sandbox has reached its limit of ${limits.connections} connections at once`;
  const settle = beginAttempt(onAttempt, { method: '', origin: null, path: '' });
  settle({ decision: 'denied', reason, status: null, bytesIn: 0 });
  return true;
}

async function createDeps(options: EgressOptions): Promise<EgressDeps> {
  const limits = { ...egressLimits, ...options.limits };
  const agentOptions = { keepAlive: true, maxFreeSockets: limits.concurrentRequests, timeout: limits.idleMs };
  const tlsOptions = {
    secureContext: trust(options.upstreamCaPem),
    rejectUnauthorized: true,
    ALPNProtocols: ['http/1.1'],
  };
  let reports = 0;

  return {
    allow: options.allow,
    limits,
    usage: { requests: 0, activeRequests: 0, bytes: 0 },
    onAttempt(attempt) {
      reports += 1;
      if (reports <= limits.requests + 1) options.onAttempt(attempt);
    },
    resolve: options.resolve ?? lookup,
    certificateAuthority: await createCertificateAuthority(),
    agents: { http: new HttpAgent(agentOptions), https: new HttpsAgent({ ...agentOptions, ...tlsOptions }) },
  };
}

/** Made once: reading some hundred certificates takes longer than a connection. */
function trust(extraPem: string | null): SecureContext {
  const known = [...getCACertificates('default'), ...getCACertificates('system')];
  return createSecureContext({ ca: [...new Set(known), ...(extraPem === null ? [] : [extraPem])] });
}
