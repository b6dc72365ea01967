import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { SandboxSpec } from '../../src/sandbox/sandbox.ts';
import { type DockerSandboxesForTests, dockerSandboxesForTests, noPool } from '../support/docker-sandboxes.ts';

const minute = { timeoutMs: 60_000 };
const onDisk = { workspace: { kind: 'new', storage: 'disk' } } as const;
const isRoot = process.getuid?.() === 0;
const never = new AbortController().signal;

let sandboxes: DockerSandboxesForTests;

beforeAll(async () => {
  const size = { hot: 1, frozen: 1 };
  const pool = { ...noPool, maxBoxes: 6, atLeast: size, atMost: size, refillsAtOnce: 2 };
  sandboxes = await dockerSandboxesForTests({ pool });
});

afterAll(() => sandboxes[Symbol.asyncDispose]());

test('a box of the pool becomes what was asked for when it is claimed', async () => {
  await warm();
  const attempts: string[] = [];
  const network = {
    kind: 'egress',
    allow: [],
    onAttempt: ({ host }: { readonly host: string }) => void attempts.push(host),
  } as const;

  await using sandbox = await sandboxes.create({ labels: { purpose: 'claimed' }, env: { GREETING: 'hello' }, network });

  const ask = 'curl -s -o /dev/null http://elsewhere.invalid/; echo $GREETING';
  expect((await sandbox.exec(ask, minute)).stdout).toBe('hello\n');
  expect(attempts).toEqual(['elsewhere.invalid']);
  expect(await sandbox.info()).toMatchObject({ origin: 'pool', labels: { purpose: 'claimed' } });
  const listed = sandboxes.provider.list({ labels: { purpose: 'claimed' } });
  expect(await Array.fromAsync(listed, ({ id }) => id)).toEqual([sandbox.id]);
});

test('hot and frozen boxes are given out once each, and those that wait are nobody’s sandboxes', async () => {
  await warm();

  const claimed = await Promise.all([sandboxes.create(), sandboxes.create()]);

  const infos = await Promise.all(claimed.map((sandbox) => sandbox.info()));
  expect(infos.map(({ origin, state }) => [origin, state])).toEqual([
    ['pool', 'running'],
    ['pool', 'running'],
  ]);
  expect(new Set(claimed.map(({ id }) => id)).size).toBe(2);
  await warm();
  expect((await Array.fromAsync(sandboxes.provider.list())).length).toBe(2);
  for (const sandbox of claimed) {
    expect((await sandbox.exec('ls -A; echo mine > file', minute)).stdout).toBe('');
    await sandbox.destroy();
  }
});

test.runIf(isRoot)('a disk comes into a box of the pool when it is claimed: a new one, a copy, a fork', async () => {
  await warm(onDisk);
  await using parent = await sandboxes.create(onDisk);
  await parent.exec('echo of the parent > file; echo home > ~/file; sync', minute);
  const snapshot = await parent.snapshot();
  await warm(onDisk);
  await using copy = await sandboxes.create({ workspace: { kind: 'snapshot', id: snapshot.id } });
  await warm(onDisk);
  await using fork = await parent.fork(never);

  for (const sandbox of [copy, fork]) {
    expect((await sandbox.info()).origin).toBe('pool');
    expect((await sandbox.exec('cat file ~/file; echo changed > file', minute)).stdout).toBe('of the parent\nhome\n');
  }
  expect((await parent.exec('cat file; df --output=source /workspace | tail -1', minute)).stdout).toMatch(
    /^of the parent\n\/dev\/loop/,
  );
  await fork.pause('hibernate');
  expect((await fork.exec('cat file', minute)).stdout).toBe('changed\n');
  await sandboxes.provider.destroySnapshot(snapshot.id);
});

test.runIf(isRoot)('a disk has its limits in a box of the pool, too', async () => {
  await warm(onDisk);
  await using sandbox = await sandboxes.create(onDisk);

  const filled = await sandbox.exec('head -c 80M /dev/zero > big', minute);

  expect(filled.stderr).toContain('No space left on device');
  expect((await sandbox.info()).origin).toBe('pool');
});

test('what boxes that wait cost can be told', async () => {
  await warm();

  const cost = await sandboxes.provider.pool.cost();

  expect(cost.boxes - cost.untold).toBeGreaterThan(0);
  expect(cost.memoryBytes).toBeGreaterThan(0);
  expect(cost.memoryBytes / (cost.boxes - cost.untold)).toBeLessThan(64 * 1024 * 1024);
});

test('a box that died while it waited is not given out', async () => {
  await warm();
  const waiting = await containers();
  for (const id of waiting)
    await sandboxes.docker
      .getContainer(id)
      .kill()
      .catch(() => undefined);

  await using sandbox = await sandboxes.create();

  expect(waiting).not.toContain(sandbox.id);
  expect((await sandbox.exec('echo alive', minute)).stdout).toBe('alive\n');
});

/** Resolves once the pool has of this kind what it is told to have. */
async function warm(different: Partial<SandboxSpec> = {}): Promise<void> {
  const spec = sandboxes.spec(different);
  const storage = spec.workspace.kind === 'new' ? (spec.workspace.storage ?? 'memory') : 'disk';
  const { Id: imageId } = await sandboxes.docker.getImage(spec.image).inspect();
  const shape = { imageId, runtime: 'runc', limits: spec.limits, storage };
  sandboxes.provider.pool.prepare(shape, { hot: 1, frozen: 1 });
  await vi.waitFor(
    () => {
      const found = sandboxes.provider.pool.stats().shapes.find((each) => each.shape.storage === storage);
      expect(found).toMatchObject({ hot: 1, frozen: 1, making: 0 });
    },
    { timeout: 50_000, interval: 50 },
  );
}

async function containers(): Promise<readonly string[]> {
  const filters = { label: [`sandpiper.installation=${sandboxes.installation}`] };
  const found = await sandboxes.docker.listContainers({ filters });
  return found.map(({ Names }) => Names[0]?.slice(1) ?? '');
}
