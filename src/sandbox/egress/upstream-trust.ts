import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls';

/**
 * What upstream hosts may be signed by: whatever this process and this machine trust, and `extraPem`. Made once for all
 * sandboxes: it reads some hundred certificates, which takes longer than a connection and a megabyte each time.
 */
export function upstreamTrust(extraPem: string | null): SecureContext {
  const known = [...getCACertificates('default'), ...getCACertificates('system')];
  return createSecureContext({ ca: [...new Set(known), ...(extraPem === null ? [] : [extraPem])] });
}
