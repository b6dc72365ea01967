import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { type EgressRule, SandboxFault } from './sandbox.ts';

export type NpmOfThisHost = {
  /** Lets a sandbox read from the registry that npm of this host reads from. */
  readonly rule: EgressRule;
  /** Points npm, pnpm, yarn of every age and bun in a sandbox to it. */
  readonly env: Readonly<Record<string, string>>;
  /** The certificates that npm of this host trusts besides the usual ones, or `null`. */
  readonly caPem: string | null;
};

/** Asks npm of this host, so that sandboxes read packages where their operator's machine does. */
export async function npmOfThisHost(signal: AbortSignal): Promise<NpmOfThisHost> {
  const settings = await npmSettings(signal);
  const url = registryUrl(settings.get('registry') ?? '');
  return {
    rule: registryRule(url),
    env: npmEnvironment(url),
    caPem: await readCertificates(settings.get('cafile') ?? 'null'),
  };
}

async function npmSettings(signal: AbortSignal): Promise<ReadonlyMap<string, string>> {
  try {
    const asked = ['config', 'get', 'registry', 'cafile'];
    const { stdout } = await promisify(execFile)('npm', asked, { signal, timeout: 30_000 });
    const lines = [...stdout.matchAll(/^(\w+)=(.*)$/gm)];
    return new Map(lines.map(([, key = '', value = '']) => [key, value.trim()]));
  } catch (cause) {
    signal.throwIfAborted();
    throw new SandboxFault('npm of this host could not say which registry it uses.', {
      ran: 'no',
      cause,
      nextAction: 'Check that `npm config list` works.',
    });
  }
}

/** Yarn from version 2 on puts a slash of its own behind the address. */
function npmEnvironment({ href }: URL): NpmOfThisHost['env'] {
  return {
    npm_config_registry: href,
    YARN_REGISTRY: href,
    YARN_NPM_REGISTRY_SERVER: href.replace(/\/$/, ''),
    YARN_ENABLE_TELEMETRY: '0',
    BUN_CONFIG_REGISTRY: href,
  };
}

/** Without a name and password: sandboxes are told this address. */
function registryUrl(text: string): URL {
  const url = URL.parse(text);
  if (url === null || !['https:', 'http:'].includes(url.protocol)) {
    throw new SandboxFault(`The registry of npm is set to ${JSON.stringify(text)}, which is not a web address.`, {
      ran: 'no',
      code: 'invalid',
      nextAction: 'Correct it with `npm config set registry <url>`.',
    });
  }
  url.username = '';
  url.password = '';
  return url;
}

/** Its address is vouched for: an operator's own registry may be a private one. */
function registryRule({ protocol, hostname: host, port, pathname: pathPrefix }: URL): EgressRule {
  const scheme = protocol === 'https:' ? 'https' : 'http';
  const usual = scheme === 'https' ? 443 : 80;
  return { host, port: port === '' ? usual : Number(port), scheme, pathPrefix, addresses: 'any' };
}

async function readCertificates(path: string): Promise<string | null> {
  if (path === 'null' || path === '') return null;
  try {
    return await readFile(path, 'utf8');
  } catch {
    // A stale setting is npm's own concern: what this machine trusts may do.
    return null;
  }
}
