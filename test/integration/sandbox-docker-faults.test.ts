import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type DockerSandboxesForTests, dockerSandboxesForTests } from '../support/docker-sandboxes.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

const minute = { timeoutMs: 60_000 };
const onDisk = { workspace: { kind: 'new', storage: 'disk' } } as const;
const isRoot = process.getuid?.() === 0;
const run = promisify(execFile);

let sandboxes: DockerSandboxesForTests;

beforeAll(async () => {
  sandboxes = await dockerSandboxesForTests();
});

afterAll(() => sandboxes[Symbol.asyncDispose]());

test('an image that is not there is named, and nothing is left', async () => {
  const created = sandboxes.create({ image: 'sandpiper/no-such-image:1' });

  await expect(created).rejects.toMatchObject({
    name: 'SandboxFault',
    code: 'invalid',
    ran: 'no',
    message: expect.stringContaining('sandpiper/no-such-image:1'),
  });
  expect(await left()).toEqual([]);
});

test('an image without the in-box agent is told by what it said instead, and nothing is left', async () => {
  await using image = await imageWithEntrypoint('echo "this is no agent" >&2');
  const onlyRunc = { choose: async () => ({ runtime: 'runc', isolation: 'container' }) as const };
  await using unprobed = await dockerSandboxesForTests({
    runtimes: { ...onlyRunc, verdicts: async () => [], probeAgain: async () => [] },
  });

  const created = unprobed.create({ image: image.reference });

  await expect(created).rejects.toMatchObject({ ran: 'no', message: expect.stringContaining('this is no agent') });
});

test.for([0, 20, 60, 120, 200, 400])('a creation that is aborted after %i ms leaves nothing', async (ms) => {
  const created = sandboxes.provider.create(sandboxes.spec(), AbortSignal.timeout(ms)).then(
    (sandbox) => sandbox.destroy(),
    (error) => expect(error).toMatchObject({ name: 'TimeoutError' }),
  );

  await created;

  expect(await left()).toEqual([]);
});

test.for([
  ['of one process', 'kill -9 1; kill -KILL -1; kill -TERM 1; echo tried'],
  ['of the link', 'for fd in /proc/1/fd/0 /proc/1/fd/1; do (echo junk > $fd) 2>/dev/null; done; echo tried'],
  ['by memory', 'echo 1000 > /proc/1/oom_score_adj; tail /dev/zero'],
] as const)('code in the box that goes for the agent %s does not end the sandbox', async ([, attack]) => {
  await using sandbox = await sandboxes.create();

  await sandbox.exec(['setsid', 'bash', '-c', attack], minute);

  expect((await sandbox.exec('echo alive', minute)).stdout).toBe('alive\n');
});

test('a container that somebody else kills is told as lost, and its sandbox can only be destroyed', async () => {
  const sandbox = await sandboxes.create();
  const process = await sandbox.spawn(['sleep', '60'], minute);

  await sandboxes.docker.getContainer(sandbox.id).kill();

  expect(await process.exit).toEqual({ reason: 'lost' });
  await expect(sandbox.files.stat('.')).rejects.toMatchObject({ code: 'lost', ran: 'no' });
  await expect(sandbox.pause('freeze')).rejects.toMatchObject({ code: 'lost' });
  expect((await sandbox.info()).state).toBe('lost');
  await sandbox.destroy();
  expect(await left()).toEqual([]);
});

test.runIf(isRoot)('a container that somebody else removes costs a workspace on disk nothing', async () => {
  await using sandbox = await sandboxes.create(onDisk);
  await sandbox.exec('echo content > kept; sync', minute);

  await sandboxes.docker.getContainer(sandbox.id).remove({ force: true });

  expect((await sandbox.exec('cat kept', minute)).stdout).toBe('content\n');
  expect(await sandbox.info()).toMatchObject({ state: 'running', origin: 'resumed' });
});

test.runIf(isRoot)('a container that somebody else removes while it hibernates is made anew', async () => {
  await using sandbox = await sandboxes.create(onDisk);
  await sandbox.files.write('kept', 'content');
  await sandbox.pause('hibernate');

  await sandboxes.docker.getContainer(sandbox.id).remove({ force: true });

  expect((await sandbox.exec('cat kept', minute)).stdout).toBe('content');
});

test.runIf(isRoot)(
  'a workspace that would not fit on the disk is refused with figures, and nothing is left',
  async () => {
    const limits = { cpus: 1, memoryMiB: 256, pids: 128, workspaceMiB: 1024 * 1024, workspaceInodes: 5000 };

    const created = sandboxes.create({ ...onDisk, limits });

    await expect(created).rejects.toMatchObject({ code: 'no-space', ran: 'no', message: expect.stringMatching(/\d/) });
    expect(await left()).toEqual([]);
  },
);

test.runIf(isRoot)('a full disk under the records refuses a new sandbox and keeps the old ones', async () => {
  await using small = await smallDisk();
  await using tight = await dockerSandboxesForTests({ stateDirectory: small.path });
  const before = await tight.create();
  await writeFile(join(small.path, 'filler'), new Uint8Array(4 * 1024 * 1024)).catch(() => undefined);

  const created = tight.create();

  await expect(created).rejects.toMatchObject({ name: 'SandboxFault', code: 'no-space', ran: 'no' });
  expect((await before.exec('echo alive', minute)).stdout).toBe('alive\n');
  await rm(join(small.path, 'filler'));
  expect((await (await tight.create()).exec('echo room', minute)).stdout).toBe('room\n');
});

test('a million files are listed one after the other and removed, and the box goes on', {
  timeout: 300_000,
}, async () => {
  const million = 1_000_000;
  const limits = { cpus: 2, memoryMiB: 3072, pids: 128, workspaceMiB: 64, workspaceInodes: million + 5000 };
  await using sandbox = await sandboxes.create({ limits });
  const script = `mkdir many && cd many && seq -f 'f%.0f' 0 ${million - 1} | xargs -n 5000 touch`;
  expect(await sandbox.exec(script, { timeoutMs: 200_000 })).toMatchObject({ ok: true });

  let listed = 0;
  for await (const { kind } of sandbox.files.list('many')) if (kind === 'file') listed += 1;
  await sandbox.files.remove('many');

  expect(listed).toBe(million);
  expect((await sandbox.exec('ls | wc -l', minute)).stdout).toBe('0\n');
});

test('without a disk everything that needs one is refused, and says why', async () => {
  await using plain = await dockerSandboxesForTests({
    openDisk: async () => {
      throw Object.assign(new Error('no disk here'), { code: 'unsupported' });
    },
  });

  await expect(plain.create(onDisk)).rejects.toMatchObject({
    ran: 'no',
    message: expect.stringContaining('no disk here'),
  });
  await using sandbox = await plain.create();
  for (const refused of [
    sandbox.pause('hibernate'),
    sandbox.pause('archive'),
    sandbox.snapshot(),
    sandbox.fork(never),
  ]) {
    await expect(refused).rejects.toMatchObject({ code: 'unsupported', ran: 'no', nextAction: expect.any(String) });
  }
  expect((await sandbox.info()).state).toBe('running');
});

test('the provider finds out what it can do by doing it', async () => {
  const found = await sandboxes.provider.probe(AbortSignal.timeout(60_000));

  expect(found.runtimes).toContainEqual(expect.objectContaining({ runtime: 'runc', accepted: true }));
  expect(found.freeze).toEqual({ available: true });
  if (isRoot) expect([found.disk, found.hibernate, found.snapshot]).toEqual(Array(3).fill({ available: true }));
  expect(await left()).toEqual([]);
});

test('a provider that is closed makes nothing more', async () => {
  await using directory = await temporaryDirectory();
  const closed = await dockerSandboxesForTests({ stateDirectory: directory.path });
  await closed.provider[Symbol.asyncDispose]();

  await expect(closed.create()).rejects.toMatchObject({ name: 'SandboxFault', ran: 'no' });
});

const never = new AbortController().signal;

/** The names of the containers and volumes of this installation. */
async function left(): Promise<readonly string[]> {
  const filters = { label: [`sandpiper.installation=${sandboxes.installation}`] };
  const containers = await sandboxes.docker.listContainers({ all: true, filters });
  const volumes = await sandboxes.docker.listVolumes({ filters });
  return [...containers.map(({ Names }) => Names[0]?.slice(1) ?? ''), ...volumes.Volumes.map(({ Name }) => Name)];
}

async function imageWithEntrypoint(script: string) {
  const { docker } = sandboxes;
  const reference = `sandpiper-test/${sandboxes.installation}:1`;
  const container = await docker.createContainer({ Image: sandboxes.spec().image, Entrypoint: ['bash', '-c', script] });
  await container.commit({ repo: reference.split(':')[0], tag: '1' });
  await container.remove();
  return { reference, [Symbol.asyncDispose]: () => docker.getImage(reference).remove() };
}

/** A file system of two mebibytes. */
async function smallDisk() {
  const path = await mkdtemp(join(tmpdir(), 'sandpiper-small-'));
  await run('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', path]);
  return {
    path,
    async [Symbol.asyncDispose]() {
      await run('umount', [path]);
      await rm(path, { recursive: true });
    },
  };
}
