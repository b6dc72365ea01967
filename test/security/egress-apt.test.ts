import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { type Egress, openEgress } from '../../src/sandbox/egress/open-egress.ts';
import { upstreamTrust } from '../../src/sandbox/egress/upstream-trust.ts';
import type { EgressAttempt } from '../../src/sandbox/sandbox.ts';
import { findHostDebian } from '../support/host-debian.ts';
import { findHostRegistry } from '../support/host-registry.ts';

const debian = findHostDebian();
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/** The machine's own apt with a state and a cache of its own, as somebody who is not root, behind a proxy. */
async function openApt(egress: Egress, source: string) {
  const server = createServer((socket) => egress.accept(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const folder = await mkdtemp(join(tmpdir(), 'egress-apt-'));
  const [caFile, sources] = [join(folder, 'ca.pem'), join(folder, 'sources.list')];
  for (const name of ['state/lists/partial', 'cache/archives/partial', 'work'])
    await mkdir(join(folder, name), { recursive: true });
  await writeFile(caFile, egress.caCertificatePem);
  await writeFile(sources, source);
  await chmod(folder, 0o755);
  if (nobody.uid !== undefined)
    for (const path of await readdir(folder, { recursive: true }))
      await chown(join(folder, path), nobody.uid, nobody.gid);

  const options = {
    'Dir::Etc::sourcelist': sources,
    'Dir::Etc::sourceparts': '/dev/null',
    'Dir::State': join(folder, 'state'),
    'Dir::State::status': '/var/lib/dpkg/status',
    'Dir::Cache': join(folder, 'cache'),
    'Acquire::https::CaInfo': caFile,
    'Acquire::Languages': 'none',
  };
  const flags = Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  const proxy = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C', http_proxy: proxy, https_proxy: proxy };
  const cwd = join(folder, 'work');
  return {
    files: () => readdir(cwd),
    apt: (...args: string[]) =>
      promisify(execFile)('apt-get', [...flags, '-qq', ...args], { cwd, env, timeout: 55_000, ...nobody }),
    async [Symbol.asyncDispose]() {
      server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

test.skipIf(debian === null)(
  "apt reads the lists and packages of the machine's own Debian mirror through the proxy, as nobody in particular",
  async () => {
    if (debian === null) throw new Error('Without a mirror this is skipped.');
    const { rule, source } = debian;
    const attempts: EgressAttempt[] = [];
    const egress = await openEgress(
      { trust: upstreamTrust(findHostRegistry().caPem) },
      { kind: 'egress', allow: [rule], onAttempt: (attempt) => attempts.push(attempt) },
    );
    await using project = await openApt(egress, source);

    await project.apt('update');
    await project.apt('download', 'hello', 'g++');
    egress.setPolicy({ kind: 'none' });
    const refused = project.apt('download', 'sed');
    await expect(refused).rejects.toThrow(/403 {2}Forbidden/);
    egress.close();

    const files = await project.files();
    expect(files.toSorted()).toEqual([
      expect.stringMatching(/^g\+\+_.*\.deb$/),
      expect.stringMatching(/^hello_.*\.deb$/),
    ]);
    expect(attempts).toContainEqual(
      expect.objectContaining({ host: rule.host, path: expect.stringMatching(/\/InRelease$/), status: 200 }),
    );
    expect(attempts).toContainEqual(
      expect.objectContaining({ path: expect.stringMatching(/\/hello_.*\.deb$/), status: 200, decision: 'allowed' }),
    );
    expect(attempts.filter(({ decision }) => decision === 'denied')).toEqual([]);
  },
);
