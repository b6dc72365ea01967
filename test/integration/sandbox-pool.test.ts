import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { PoolSettings, PoolSize } from '../../src/sandbox/pool/pool.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { type DockerSandboxesForTests, dockerSandboxesForTests, noPool } from '../support/docker-sandboxes.ts';

describe('a sandbox from the pool', () => {
  test('has the environment, the labels and the network of the one who claimed it', async () => {
    await using sandboxes = await poolOf({ hot: 1, frozen: 0 });
    await using cold = await sandboxes.create({ env: { NAME: 'cold' } });
    await untilFull(sandboxes);

    await using warm = await sandboxes.create({ env: { NAME: 'warm' }, labels: { run: '2' }, network: someEgress });

    expect(await warm.info()).toMatchObject({ origin: 'pool', labels: { run: '2' } });
    expect(await output(warm, 'echo $NAME')).toBe('warm\n');
    expect(await output(warm, 'test -n "$https_proxy" && echo proxy')).toBe('proxy\n');
    expect(await cold.info()).toMatchObject({ origin: 'cold' });
    expect(await output(cold, 'echo "$NAME-$https_proxy"')).toBe('cold-\n');
  });

  test('has nothing of what the one before wrote', async () => {
    await using sandboxes = await poolOf({ hot: 1, frozen: 0 });
    await using first = await sandboxes.create();
    await untilFull(sandboxes);
    await using second = await sandboxes.create();
    await second.files.write('secret', 'x');
    await second.exec('echo x > /tmp/secret; echo x > ~/secret', { timeoutMs: 10_000 });
    await second.destroy();
    await untilFull(sandboxes);

    await using third = await sandboxes.create();

    expect(new Set([first.id, second.id, third.id]).size).toBe(3);
    expect(await third.info()).toMatchObject({ origin: 'pool' });
    expect(await output(third, 'ls -A . /tmp ~ | grep -c secret')).toBe('0\n');
  });

  test('works at once also when it had been frozen', async () => {
    await using sandboxes = await poolOf({ hot: 0, frozen: 2 });
    await using first = await sandboxes.create();
    await untilFull(sandboxes);

    await using one = await sandboxes.create();
    await using other = await sandboxes.create();

    expect(await first.info()).toMatchObject({ origin: 'cold' });
    for (const sandbox of [one, other]) {
      expect(await sandbox.info()).toMatchObject({ origin: 'pool', state: 'running' });
      expect(await output(sandbox, 'echo awake')).toBe('awake\n');
    }
  });
});

describe('the pool', () => {
  test('replaces boxes that were killed while they waited', async () => {
    await using sandboxes = await poolOf({ hot: 2, frozen: 0 });
    await using first = await sandboxes.create();
    await untilFull(sandboxes);

    for (const id of await waitingContainers(sandboxes, first)) await sandboxes.docker.getContainer(id).kill();
    while (sandboxes.provider.pool.stats().discarded < 2) await setTimeout(5);
    await untilFull(sandboxes);
    await using next = await sandboxes.create();

    expect(await next.info()).toMatchObject({ origin: 'pool' });
    expect(await output(next, 'echo alive')).toBe('alive\n');
  });

  test('says what its boxes cost', async () => {
    await using sandboxes = await poolOf({ hot: 1, frozen: 1 });
    await using _first = await sandboxes.create();
    await untilFull(sandboxes);

    const cost = await sandboxes.provider.pool.cost();

    expect(cost).toMatchObject({ boxes: 2, untold: 0 });
    expect(cost.memoryBytes).toBeGreaterThan(500_000);
    expect(cost.cpuMs).toBeGreaterThan(0);
  });

  test('leaves no container and no volume when its provider is closed, with refills under way', async () => {
    const sandboxes = await poolOf({ hot: 3, frozen: 2 });
    const first = await sandboxes.create();
    while (sandboxes.provider.pool.stats().refills < 2) await setTimeout(5);
    await first.destroy();

    await sandboxes[Symbol.asyncDispose]();

    const filters = { label: [`sandpiper.installation=${sandboxes.installation}`] };
    expect(await sandboxes.docker.listContainers({ all: true, filters })).toEqual([]);
    expect((await sandboxes.docker.listVolumes({ filters })).Volumes).toEqual([]);
  });
});

const someEgress = { kind: 'egress', allow: [], onAttempt: () => undefined } as const;

function poolOf(size: PoolSize): Promise<DockerSandboxesForTests> {
  const pool: PoolSettings = {
    ...noPool,
    maxBoxes: size.hot + size.frozen,
    atLeast: size,
    atMost: size,
    refillsAtOnce: 2,
    checkEveryMs: 500,
  };
  return dockerSandboxesForTests({ pool });
}

async function untilFull({ provider }: DockerSandboxesForTests): Promise<void> {
  const deadline = AbortSignal.timeout(50_000);
  const isFull = () => {
    const { making, hot, frozen, shapes } = provider.pool.stats();
    const wanted = shapes.reduce((sum, shape) => sum + shape.wanted.hot + shape.wanted.frozen, 0);
    return making === 0 && wanted > 0 && hot + frozen === wanted;
  };
  while (!isFull()) await setTimeout(5, undefined, { signal: deadline });
}

async function waitingContainers(sandboxes: DockerSandboxesForTests, claimed: Sandbox): Promise<readonly string[]> {
  const filters = { label: [`sandpiper.installation=${sandboxes.installation}`] };
  const containers = await sandboxes.docker.listContainers({ filters });
  return containers.filter(({ Names }) => !Names.includes(`/${claimed.id}`)).map(({ Id }) => Id);
}

async function output(sandbox: Sandbox, command: string): Promise<string> {
  return (await sandbox.exec(command, { timeoutMs: 20_000 })).stdout;
}
