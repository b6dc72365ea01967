import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { Fault } from '../errors.ts';

export type HostNpm = {
  /** The registry that npm on this host is configured to use. */
  readonly registryUrl: URL;
  /** Certificates the host trusts beyond Node's own, or `null`. */
  readonly extraCaPem: string | null;
};

/** Asks the host's own npm, so that sandboxes read from where the operator's machine reads. */
export async function hostNpm(extraCaFile: string | null, signal: AbortSignal): Promise<HostNpm> {
  const { registry = '', cafile = '' } = await npmConfig(['registry', 'cafile'], signal);
  return { registryUrl: registryUrl(registry), extraCaPem: await readAll([extraCaFile, cafile]) };
}

/** One start of npm for all keys; for more than one it prints `key=value` lines. */
async function npmConfig(
  keys: readonly [string, string, ...string[]],
  signal: AbortSignal,
): Promise<Readonly<Record<string, string>>> {
  try {
    const { stdout } = await promisify(execFile)('npm', ['config', 'get', ...keys], { signal, timeout: 30_000 });
    return Object.fromEntries(
      keys.map((key) => [key, new RegExp(`^${key}=(.*)$`, 'm').exec(stdout)?.[1]?.trim() ?? '']),
    );
  } catch (cause) {
    signal.throwIfAborted();
    throw new Fault(`npm could not say what its settings ${keys.join(' and ')} are.`, {
      cause,
      nextAction: 'Check that `npm config list` works on this machine.',
    });
  }
}

/** Without a name and password: sandboxes are told this address. */
function registryUrl(text: string): URL {
  const url = URL.parse(text);
  if (url !== null && (url.protocol === 'https:' || url.protocol === 'http:')) {
    url.username = '';
    url.password = '';
    return url;
  }
  throw new Fault(`npm's registry is set to ${JSON.stringify(text)}, which is not a web address.`, {
    nextAction: 'Correct it with `npm config set registry <url>`.',
  });
}

async function readAll(paths: readonly (string | null)[]): Promise<string | null> {
  const named = [...new Set(paths)].map((path) => path ?? '').filter((path) => path !== '' && path !== 'null');
  const texts = await Promise.all(named.map((path) => readFile(path, 'utf8').catch(noSuchFile)));
  const found = texts.filter((text) => text !== '');
  return found.length === 0 ? null : found.join('\n');
}

function noSuchFile(): string {
  // A stale setting is npm's own concern: the other file, or none, may still do.
  return '';
}
