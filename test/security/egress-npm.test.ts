import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { type Egress, openEgress } from '../../src/sandbox/egress/open-egress.ts';
import { upstreamTrust } from '../../src/sandbox/egress/upstream-trust.ts';
import type { EgressAttempt } from '../../src/sandbox/sandbox.ts';
import { findHostRegistry } from '../support/host-registry.ts';
import { openLab } from '../unit/sandbox/egress/egress-lab.ts';

/** The machine's own npm in a project of its own, behind a loopback port that stands for the one in the box. */
async function openProject(egress: Egress, manifest: object) {
  const server = createServer((socket) => egress.accept(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const folder = await mkdtemp(join(tmpdir(), 'egress-npm-'));
  const cwd = join(folder, 'project');
  const caFile = join(folder, 'ca.pem');
  await mkdir(cwd);
  await writeFile(join(cwd, 'package.json'), JSON.stringify(manifest));
  await writeFile(caFile, egress.caCertificatePem);

  const { port } = server.address() as AddressInfo;
  const env = findHostRegistry().npmEnv({ proxy: `http://127.0.0.1:${port}`, caFile, cache: join(folder, 'cache') });
  return {
    cwd,
    npm: (...args: string[]) => promisify(execFile)('npm', args, { cwd, env, timeout: 50_000 }),
    async [Symbol.asyncDispose]() {
      server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

test("npm locks and installs a package of the machine's own registry through the proxy", async () => {
  const { rule, caPem } = findHostRegistry();
  const attempts: EgressAttempt[] = [];
  const egress = await openEgress(
    { trust: upstreamTrust(caPem) },
    { kind: 'egress', allow: [rule], onAttempt: (attempt) => attempts.push(attempt) },
  );
  await using project = await openProject(egress, { dependencies: { 'is-number': '7.0.0' } });

  await project.npm('install', '--package-lock-only');
  await project.npm('ci');
  egress.close();

  const installed = await readFile(join(project.cwd, 'node_modules/is-number/package.json'), 'utf8');
  expect(JSON.parse(installed)).toMatchObject({ version: '7.0.0' });
  expect(attempts).toContainEqual(
    expect.objectContaining({ host: rule.host, path: expect.stringMatching(/\/is-number-7\.0\.0\.tgz$/), status: 200 }),
  );
  expect(attempts.filter(({ decision }) => decision === 'denied')).toEqual([]);
});

test('npm publish with an own token gives the registry neither package nor token', async () => {
  await using lab = await openLab({ answer: (_request, response) => void response.writeHead(404).end('{}') });
  const { authority, seen } = lab.origin;
  await using project = await openProject(lab.egress, { name: 'stolen', version: '1.0.0' });

  const publish = project.npm(
    'publish',
    `--registry=https://${authority}/`,
    `--//${authority}/:_authToken=attackers-own`,
  );

  await expect(publish).rejects.toThrow(/405 Method Not Allowed - PUT/);
  expect(seen.plain).not.toMatch(/PUT|attackers-own/);
  expect(lab.attempts).toContainEqual(
    expect.objectContaining({
      method: 'PUT',
      path: '/stolen',
      decision: 'denied',
      reason: 'only GET and HEAD are allowed',
    }),
  );
});
