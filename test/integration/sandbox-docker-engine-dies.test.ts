import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { destroyAll } from '../../src/sandbox/destroy-all.ts';
import type { Sandbox, SandboxSpec } from '../../src/sandbox/sandbox.ts';
import { type DockerSandboxesForTests, dockerSandboxesForTests } from '../support/docker-sandboxes.ts';
import { canStartAnEngine, onlyRunc, ownEngine } from '../support/own-engine.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const minute = { timeoutMs: 60_000 };
const onDisk = { workspace: { kind: 'new', storage: 'disk' } } as const;

describe.runIf(canStartAnEngine)('an engine of its own', { timeout: 240_000 }, () => {
  let engine: Awaited<ReturnType<typeof ownEngine>>;
  let sandboxes: DockerSandboxesForTests;

  beforeAll(async () => {
    engine = await ownEngine();
    sandboxes = await dockerSandboxesForTests({ docker: engine.docker, runtimes: onlyRunc });
  }, 240_000);

  afterAll(async () => {
    await sandboxes[Symbol.asyncDispose]();
    await engine[Symbol.asyncDispose]();
  }, 240_000);

  test('that dies in the middle of a command ends the command, and is told apart from it', async () => {
    const sandbox = await create();
    const process = await sandbox.spawn(['sleep', '600'], { timeoutMs: 600_000 });

    await engine.kill();

    expect(await process.exit).toEqual({ reason: 'lost' });
    await expect(sandbox.exec(['sleep', '0'], minute)).rejects.toMatchObject({ name: 'SandboxFault', ran: 'no' });
    await expect(create()).rejects.toMatchObject({
      name: 'SandboxFault',
      ran: 'no',
      nextAction: expect.stringContaining('docker info'),
    });
    await sandbox.destroy();
    await expect(sandbox.exec(['sleep', '0'], minute)).rejects.toMatchObject({ code: 'gone', ran: 'no' });

    await engine.start();
    await sandboxes.provider.destroy(sandbox.id);
    expect(await left()).toEqual([]);
  });

  test('that dies in the middle of a transfer leaves nothing half done that could not be told', async () => {
    const sandbox = await create(onDisk);
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(65_536)),
    });
    const writing = sandbox.spawn(['cat'], { ...minute, stdin: endless });
    const { stdout } = await writing;
    const reader = stdout.getReader();
    await reader.read();

    await engine.kill();

    expect(await (await writing).exit).toEqual({ reason: 'lost' });
    await expect(drained(reader)).rejects.toMatchObject({ name: 'SandboxFault' });
    await engine.start();
    await sandbox.files.write('after', 'it goes on');
    expect(await sandbox.exec(['cat', 'after'], minute)).toMatchObject({ stdout: 'it goes on' });
    await sandbox.destroy();
  });

  test('that dies in the middle of a claim costs that claim only', async () => {
    // Not in memory: an engine that is killed while it writes a volume down does not start again (20.10).
    const claims = [1, 2, 3].map(() => create(onDisk).catch((error: unknown) => error));

    await engine.kill();

    const outcomes = await Promise.all(claims);
    await engine.start();
    for (const outcome of outcomes) {
      if (outcome instanceof Error) expect(outcome).toMatchObject({ name: 'SandboxFault', ran: 'no' });
    }
    await using next = await create();
    expect(await next.exec(['cat', '/proc/1/comm'], minute)).toMatchObject({ ok: true });
    await next.destroy();
    await destroyAll(sandboxes.provider);
    // What the engine was still about when it died is taken away by a sweep.
    await expect.poll(left, { timeout: 60_000 }).toEqual([]);
  });

  test('that is restarted: a hibernated sandbox has its disk, in whatever state the others are', async () => {
    const sleeping = await create(onDisk);
    const running = await create(onDisk);
    const frozen = await create(onDisk);
    const inMemory = await create();
    for (const sandbox of [sleeping, running, frozen, inMemory]) await sandbox.files.write('kept', `of ${sandbox.id}`);
    const lost = await running.spawn(['sleep', '600'], { timeoutMs: 600_000 });
    await sleeping.pause('hibernate');
    await frozen.pause('freeze');

    await engine.stop();
    await engine.start();

    expect(await states([sleeping, running, frozen, inMemory])).toEqual(['hibernated', 'stopped', 'stopped', 'lost']);
    for (const sandbox of [sleeping, running, frozen]) {
      expect(await sandbox.exec(['cat', 'kept'], minute)).toMatchObject({ stdout: `of ${sandbox.id}` });
    }
    expect(await lost.exit).toEqual({ reason: 'lost' });
    const again = await running.attach(lost.id);
    expect([await again.exit, await text(again.stdout)]).toEqual([{ reason: 'lost' }, '']);
    await expect(inMemory.exec(['cat', 'kept'], minute)).rejects.toMatchObject({ code: 'lost', ran: 'no' });
    await destroyAll(sandboxes.provider);
    expect(await left()).toEqual([]);
  });

  test('that is killed and started again ends a frozen sandbox, and its disk goes on', async () => {
    const frozen = await create(onDisk);
    await frozen.files.write('kept', 'still');
    await frozen.pause('freeze');

    await engine.kill();
    await engine.start();

    expect(await frozen.exec(['cat', 'kept'], minute)).toMatchObject({ stdout: 'still' });
    await frozen.destroy();
    expect(await left()).toEqual([]);
  });

  test('that comes back after the machine was started again: what was mounted is not, and the disks are', async () => {
    await using directory = await temporaryDirectory();
    const place = {
      docker: engine.docker,
      runtimes: onlyRunc,
      stateDirectory: directory.path,
      installation: 'rebooted',
    };
    const first = await dockerSandboxesForTests(place);
    const [sleeping, running] = [await first.create(tiny(onDisk)), await first.create(tiny(onDisk))];
    for (const sandbox of [sleeping, running]) await sandbox.files.write('kept', `of ${sandbox.id}`);
    await sleeping.pause('hibernate');
    await running.exec(['cat', 'kept'], minute);
    await first.provider[Symbol.asyncDispose]();

    await engine.stop();
    await unmountAllIn(directory.path);
    await engine.start();

    await using next = await dockerSandboxesForTests(place);
    for (const [id, state] of [
      [sleeping.id, 'hibernated'],
      [running.id, 'stopped'],
    ] as const) {
      const found = await next.provider.connect(id, never);
      expect((await found.info()).state).toBe(state);
      expect(await found.exec(['cat', 'kept'], minute)).toMatchObject({ stdout: `of ${id}` });
    }
  });

  function tiny(different: Partial<SandboxSpec>): Partial<SandboxSpec> {
    return { image: engine.image, ...different };
  }

  function create(different: Partial<SandboxSpec> = {}): Promise<Sandbox> {
    return sandboxes.create(tiny(different));
  }

  async function left(): Promise<readonly string[]> {
    const containers = await engine.docker.listContainers({ all: true });
    const { Volumes: volumes } = await engine.docker.listVolumes();
    return [...containers.map(({ Id }) => Id), ...(volumes ?? []).map(({ Name }) => Name)];
  }
});

async function states(sandboxes: readonly Sandbox[]): Promise<readonly string[]> {
  return await Promise.all(sandboxes.map(async (sandbox) => (await sandbox.info()).state));
}

const never = new AbortController().signal;

/** As a machine that starts finds it: nothing of it is mounted. */
async function unmountAllIn(folder: string): Promise<void> {
  const mounts = (await readFile('/proc/mounts', 'utf8')).split('\n').map((line) => line.split(' ')[1] ?? '');
  for (const path of mounts.filter((mount) => mount.startsWith(folder)).reverse()) {
    await promisify(execFile)('umount', ['--lazy', path]);
  }
}

async function drained(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  while (!(await reader.read()).done);
}
