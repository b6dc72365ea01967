import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { openDisk } from '../../../src/sandbox/disk/open-disk.ts';
import type { PoolSettings, PoolSize } from '../../../src/sandbox/pool/pool.ts';
import type { Sandbox, SandboxLimits, SandboxSpec } from '../../../src/sandbox/sandbox.ts';
import { type DockerSandboxesForTests, dockerSandboxesForTests, noPool } from '../../support/docker-sandboxes.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

export const never = new AbortController().signal;

/** Small, so that a hundred of them fit. */
export const smallLimits = { cpus: 1, memoryMiB: 128, pids: 64, workspaceMiB: 64, workspaceInodes: 5000 };

/** The real provider, with a disk of its own, as the product opens it. */
export async function benchSandboxes({ waiting = { hot: 0, frozen: 0 } }: { readonly waiting?: PoolSize } = {}) {
  await using undo = new AsyncDisposableStack();
  const folder = undo.use(await temporaryDirectory());
  const sandboxes = undo.use(
    await dockerSandboxesForTests({
      pool: poolFor(waiting),
      openDisk: (signal) => openDisk({ ...diskSettings, directory: join(folder.path, 'disk') }, signal),
    }),
  );
  const owned = undo.move();
  return {
    ...sandboxes,
    create: (different: Partial<SandboxSpec> = {}): Promise<Sandbox> =>
      sandboxes.provider.create(sandboxes.spec({ limits: smallLimits, ...different }), never),
    /** Has boxes of these limits wait, though nobody asked for one yet. */
    async prepare(limits: SandboxLimits, size: PoolSize): Promise<void> {
      const imageId = (await sandboxes.docker.getImage(sandboxes.spec().image).inspect()).Id;
      sandboxes.provider.pool.prepare({ imageId, runtime: 'runc', limits, storage: 'memory' }, size);
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Until as many boxes wait as the pool is meant to have. */
export async function poolIsFull({ provider }: DockerSandboxesForTests, { hot, frozen }: PoolSize): Promise<void> {
  const deadline = AbortSignal.timeout(120_000);
  for (;;) {
    const stats = provider.pool.stats();
    if (stats.hot === hot && stats.frozen === frozen && stats.making === 0) return;
    await setTimeout(5, undefined, { signal: deadline });
  }
}

export async function firstCommand(sandbox: Sandbox): Promise<void> {
  const { ok, exit } = await sandbox.exec(['true'], { timeoutMs: 30_000 });
  if (!ok) throw new Error(`The command ended with ${JSON.stringify(exit)}.`);
}

function poolFor(waiting: PoolSize): PoolSettings {
  const maxBoxes = waiting.hot + waiting.frozen;
  return { ...noPool, maxBoxes, atLeast: waiting, atMost: waiting, refillsAtOnce: 2 };
}

const diskSettings = {
  maxBytes: 16 * 1024 ** 3,
  reserveBytes: 1024 ** 3,
  overcommit: 1,
  say: () => undefined,
  log: { warn: (data: object, message: string) => console.warn(message, data) },
  now: () => new Date(),
};
