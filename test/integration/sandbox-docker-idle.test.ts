import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { IdlePolicy, Sandbox } from '../../src/sandbox/sandbox.ts';
import { type DockerSandboxesForTests, dockerSandboxesForTests } from '../support/docker-sandboxes.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const minute = { timeoutMs: 60_000 };
const onDisk = { workspace: { kind: 'new', storage: 'disk' } } as const;
const isRoot = process.getuid?.() === 0;
const soon = { timeout: 30_000 };

let date = Date.UTC(2024, 0, 1);
let steady = 0;
const clock = { now: () => date, monotonic: () => steady };
const pass = (ms: number) => {
  date += ms;
  steady += ms;
};

let sandboxes: DockerSandboxesForTests;

beforeAll(async () => {
  sandboxes = await dockerSandboxesForTests({ clock, sweepEveryMs: 20 });
});

afterAll(() => sandboxes[Symbol.asyncDispose]());

test.runIf(isRoot)('a sandbox that nobody uses goes down step by step, and comes back by use from each', async () => {
  const idle = { freezeMs: 1000, hibernateMs: 2000, archiveMs: 3000, destroyMs: 4000 };
  const sandbox = await sandboxes.create({ ...onDisk, idle });
  await sandbox.files.write('kept', 'content');

  for (const state of ['frozen', 'hibernated', 'archived']) {
    pass(1000);
    await reaches(sandbox, state);
  }
  expect((await sandbox.exec('cat kept', minute)).stdout).toBe('content');
  expect((await sandbox.info()).state).toBe('running');
  pass(4000);

  await vi.waitFor(() => expect(sandbox.info()).rejects.toMatchObject({ code: 'gone' }), soon);
});

test('a command under way is a use, however long it takes', async () => {
  const sandbox = await idleFor({ freezeMs: 1000 });
  const process = await sandbox.spawn(['sleep', '60'], minute);

  pass(1e6);
  await sweeps();

  expect((await sandbox.info()).state).toBe('running');
  await process.kill('SIGKILL');
  await process.exit;
  pass(1000);
  await reaches(sandbox, 'frozen');
});

test('looking at a sandbox is no use of it', async () => {
  const sandbox = await idleFor({ freezeMs: 1000 });

  pass(900);
  await sandbox.info();
  await sandboxes.provider.connect(sandbox.id, never);
  pass(100);

  await reaches(sandbox, 'frozen');
});

test('a date that jumps puts nothing to sleep and wakes nothing', async () => {
  const sandbox = await idleFor({ freezeMs: 1000, destroyMs: 5000 });

  date += 1e9;
  await sweeps();
  const afterJump = (await sandbox.info()).state;
  date -= 2e9;
  await sweeps();

  expect([afterJump, (await sandbox.info()).state]).toEqual(['running', 'running']);
  date += 1e9;
});

test('one whose expiry has come is destroyed, used or not, and one whose expiry was taken back is not', async () => {
  const [expiring, kept] = [await sandboxes.create(), await sandboxes.create()];
  for (const sandbox of [expiring, kept]) await sandbox.setExpiry(new Date(date + 500));
  await kept.setExpiry(null);
  const process = await expiring.spawn(['sleep', '60'], minute);

  pass(500);

  expect(await process.exit).toEqual({ reason: 'lost' });
  await vi.waitFor(() => expect(expiring.info()).rejects.toMatchObject({ code: 'gone' }), soon);
  expect((await kept.info()).expiresAt).toBe(null);
});

test('how long a sandbox was idle is remembered by the next host process', async () => {
  await using directory = await temporaryDirectory();
  const deps = { clock, sweepEveryMs: 20, stateDirectory: directory.path, installation: 'test-idle-again' };
  const first = await dockerSandboxesForTests(deps);
  const { id } = await first.create({ idle: { freezeMs: 1000 } });
  pass(600);
  await first.provider[Symbol.asyncDispose]();
  date += 400;

  await using next = await dockerSandboxesForTests(deps);

  await reaches(await next.provider.connect(id, never), 'frozen');
});

const never = new AbortController().signal;

function idleFor(idle: IdlePolicy): Promise<Sandbox> {
  return sandboxes.create({ idle });
}

async function reaches(sandbox: Sandbox, state: string): Promise<void> {
  await vi.waitFor(async () => expect((await sandbox.info()).state).toBe(state), soon);
}

/** A sandbox whose time has come is gone: so the sweep went over those before it, too. */
async function sweeps(): Promise<void> {
  for (let sweep = 0; sweep < 2; sweep += 1) {
    const last = await sandboxes.create();
    await last.setExpiry(new Date(0));
    await vi.waitFor(() => expect(last.info()).rejects.toMatchObject({ code: 'gone' }), soon);
  }
}
