import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { EgressRule } from '../../src/sandbox/sandbox.ts';

export type HostRegistry = {
  /** The npm registry this machine is configured with: a sandbox may read from it. */
  readonly rule: EgressRule;
  /** What this machine's Node trusts beside the usual authorities. */
  readonly caPem: string | null;
  /** This machine's environment, but npm goes through a proxy, trusts what the proxy says, and has an empty cache. */
  readonly npmEnv: (through: {
    readonly proxy: string;
    readonly caFile: string;
    readonly cache: string;
  }) => NodeJS.ProcessEnv;
};

export function findHostRegistry(): HostRegistry {
  const answer = execFileSync('npm', ['config', 'get', 'registry'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const url = new URL(answer.trim());
  const scheme = url.protocol === 'http:' ? 'http' : 'https';
  const port = url.port === '' ? { http: 80, https: 443 }[scheme] : Number(url.port);
  const { NODE_EXTRA_CA_CERTS: caFile } = process.env;

  return {
    rule: { host: url.hostname, port, scheme, pathPrefix: url.pathname, addresses: 'any' },
    caPem: caFile === undefined ? null : readFileSync(caFile, 'utf8'),
    npmEnv: (through) => ({
      ...process.env,
      HTTPS_PROXY: through.proxy,
      HTTP_PROXY: through.proxy,
      NO_PROXY: '',
      NODE_EXTRA_CA_CERTS: through.caFile,
      npm_config_cafile: through.caFile,
      npm_config_cache: through.cache,
      npm_config_audit: 'false',
      npm_config_update_notifier: 'false',
    }),
  };
}
