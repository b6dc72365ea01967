import { execFileSync } from 'node:child_process';
import type { EgressRule } from '../../src/sandbox/sandbox.ts';

export type HostDebian = {
  /** The Debian mirror this machine is configured with: a sandbox may read from it. */
  readonly rule: EgressRule;
  /** It, as a line of a list of sources. */
  readonly source: string;
};

/** `null` on a machine that is no Debian, or reads Debian from no server. */
export function findHostDebian(): HostDebian | null {
  const [found] = listSources().filter(({ uri }) => uri.startsWith('http'));
  if (found === undefined) return null;
  const { hostname: host, pathname: pathPrefix, protocol, port } = new URL(found.uri);
  const scheme = protocol === 'http:' ? 'http' : 'https';
  return {
    rule: { host, port: Number(port) || { http: 80, https: 443 }[scheme], scheme, pathPrefix, addresses: 'any' },
    source: `deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${found.uri} ${found.release} main\n`,
  };
}

function listSources() {
  const args = ['indextargets', '--format', '$(REPO_URI) $(RELEASE)', 'Created-By: Packages', 'Origin: Debian'];
  try {
    const answer = execFileSync('apt-get', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return answer
      .split('\n')
      .map((line) => line.split(' '))
      .map(([uri = '', release = '']) => ({ uri, release }));
  } catch {
    return []; // There is no apt-get, or no list was ever read: nothing to test with.
  }
}
