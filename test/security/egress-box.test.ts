import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EgressAttempt, EgressRule, NetworkPolicy, Sandbox } from '../../src/sandbox/sandbox.ts';
import { type DockerSandboxesForTests, dockerSandboxesForTests } from '../support/docker-sandboxes.ts';
import { runtimesUnderTest } from '../support/runtimes-under-test.ts';
import { type Origin, openOrigin } from '../unit/sandbox/egress/egress-lab.ts';

const never = new AbortController().signal;
const minute = { timeoutMs: 60_000 };
const patiently = { timeout: 30_000 };
/** By the proxy, although the origin is on loopback, of the host. */
const curl = "curl --silent --show-error --noproxy '' --max-time 20";

describe.for(await runtimesUnderTest())('a box $title', ({ isolation, runtime }) => {
  let sandboxes: DockerSandboxesForTests;
  let sandbox: Sandbox;
  let origin: Origin;
  let attempts: EgressAttempt[];

  beforeAll(async () => {
    if (runtime === null) return;
    sandboxes = await dockerSandboxesForTests();
    sandbox = await sandboxes.create({ isolation });
    origin = await openOrigin('http', (request, response) => {
      response.write('first');
      if (request.url !== '/endless') response.end('-last');
    });
  });

  afterAll(async () => {
    origin?.close();
    await sandboxes?.[Symbol.asyncDispose]();
  });

  function allowing(): NetworkPolicy {
    const rule: EgressRule = {
      ...{ host: '127.0.0.1', port: origin.port, scheme: 'http', pathPrefix: '/' },
      addresses: ['127.0.0.0/8'],
    };
    attempts = [];
    return { kind: 'egress', allow: [rule], onAttempt: (attempt) => attempts.push(attempt) };
  }

  const read = () => sandbox.exec(`${curl} http://127.0.0.1:${origin.port}/`, minute);

  test.skipIf(runtime === null)('is given a network while it runs, and has it taken away again', async () => {
    const before = await read();
    await sandbox.setNetwork(allowing());
    const meanwhile = await read();
    await sandbox.setNetwork({ kind: 'none' });
    const after = await read();
    const insisting = await sandbox.exec(`${curl} --proxy 127.0.0.1:3128 http://127.0.0.1:${origin.port}/`, minute);

    expect([before.ok, meanwhile.stdout, after.ok]).toEqual([false, 'first-last', false]);
    expect(insisting.stdout).toContain('this sandbox may not use the network');
    expect(attempts).toMatchObject([{ decision: 'allowed', status: 200 }]);
    expect(origin.seen.connections).toBe(1);
  });

  test.skipIf(runtime === null)('loses what it was reading when it may no longer read it', async () => {
    await sandbox.setNetwork(allowing());
    const reading = await sandbox.spawn(
      ['bash', '-c', `${curl} --no-buffer http://127.0.0.1:${origin.port}/endless`],
      minute,
    );
    const output = reading.stdout.getReader();
    const { value } = await output.read();

    await sandbox.setNetwork({ kind: 'none' });

    expect(new TextDecoder().decode(value)).toBe('first');
    expect(await output.read()).toMatchObject({ done: true });
    expect(await reading.exit).toMatchObject({ reason: 'exited', code: 56 });
    expect(attempts).toMatchObject([{ path: '/endless', decision: 'denied', status: 200 }]);
  });

  test.skipIf(runtime === null)(
    'reads nothing while its host is gone, and nothing after until it is allowed to',
    async () => {
      const loop = `while :; do ${curl} --fail http://127.0.0.1:${origin.port}/ &> answer; echo $? >> codes; sleep 0.1; done`;
      await sandbox.setNetwork(allowing());
      await sandbox.spawn(['bash', '-c', loop], minute);
      const codes = async () => (await sandbox.exec('cat codes || true', minute)).stdout;
      await expect.poll(codes, patiently).toContain('0\n');

      const { stateDirectory, installation } = sandboxes;
      await sandboxes.provider[Symbol.asyncDispose]();
      const readUntilThen = origin.seen.connections;
      const next = await dockerSandboxesForTests({ stateDirectory, installation });
      sandbox = await next.provider.connect(sandbox.id, never);
      await expect.poll(codes, patiently).toMatch(/[1-9]\d*\n$/);

      expect(origin.seen.connections).toBe(readUntilThen);
      await sandbox.setNetwork(allowing());
      await expect.poll(codes, patiently).toMatch(/\n0\n$/);
      await next[Symbol.asyncDispose]();
    },
  );
});
