import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { type DockerSandboxesForTests, dockerSandboxesForTests } from '../support/docker-sandboxes.ts';
import { runUnprotected } from '../support/unprotected-container.ts';

/** Every attack stops by itself a little beyond the limit, so that a missing defence does not cost the machine. */
const attacks = {
  processes: python(`
import os, time
count = 0
try:
    while count < 200:
        if os.fork() == 0:
            time.sleep(5)
            os._exit(0)
        count += 1
except OSError as error:
    print(error.strerror)
print(count)`),
  disk: 'head -c 64M /dev/zero > /workspace/huge; stat -c %s /workspace/huge',
  tmp: 'head -c 64M /dev/zero > /tmp/huge; stat -c %s /tmp/huge',
  inodes: 'cd /workspace && mkdir many && cd many && for i in $(seq 2000); do : > $i || break; done; ls | wc -l',
  memory: python(`
pieces = []
for _ in range(120):
    pieces.append(b'x' * (16 << 20))
print(len(pieces))`),
};

const minute = { timeoutMs: 60_000 };
const limits = { cpus: 0.5, memoryMiB: 128, pids: 96, workspaceMiB: 16, workspaceInodes: 1000 };

let sandboxes: DockerSandboxesForTests;
let sandbox: Sandbox;

beforeAll(async () => {
  sandboxes = await dockerSandboxesForTests();
  sandbox = await sandboxes.provider.create(sandboxes.spec({ limits }), new AbortController().signal);
});

afterAll(() => sandboxes[Symbol.asyncDispose]());

test('a fork bomb stops at the limit, and the box still answers', async () => {
  const result = await sandbox.exec(attacks.processes, minute);

  const [reason, count] = result.stdout.trim().split('\n');
  expect(reason).toBe('Resource temporarily unavailable');
  expect(Number(count)).toBeLessThan(limits.pids);
  expect(Number(await control(attacks.processes))).toBe(200);
  expect((await sandbox.exec('echo alive', minute)).stdout).toBe('alive\n');
});

test('a full workspace is an error in the box at the exact size', async () => {
  const result = await sandbox.exec(attacks.disk, minute);

  expect(result.stderr).toContain('No space left on device');
  expect(Number(result.stdout)).toBe(limits.workspaceMiB * 1024 * 1024);
  expect(Number(await control(attacks.disk))).toBe(64 * 1024 * 1024);
  await sandbox.files.remove('huge');
});

test('the folder for temporary files is as large as the workspace, and full it is an error, not the end of the box', async () => {
  const result = await sandbox.exec(attacks.tmp, minute);

  expect(result.stderr).toContain('No space left on device');
  expect(Number(result.stdout)).toBe(limits.workspaceMiB * 1024 * 1024);
  expect(Number(await control(attacks.tmp))).toBe(64 * 1024 * 1024);
  await sandbox.files.remove('/tmp/huge');
});

test('a workspace has a limit of files', async () => {
  const result = await sandbox.exec(attacks.inodes, minute);

  expect(result.stderr).toContain('No space left on device');
  expect(Number(result.stdout)).toBeLessThan(limits.workspaceInodes);
  expect(Number(await control(attacks.inodes))).toBe(2000);
  await sandbox.files.remove('many');
});

test('a process that wants too much memory ends with `oom`, and the box lives on', async () => {
  const result = await sandbox.exec(attacks.memory, minute);

  expect(result).toMatchObject({ exit: { reason: 'oom' }, stdout: '' });
  expect(Number(await control(attacks.memory))).toBe(120);
  expect((await sandbox.exec('echo alive', minute)).stdout).toBe('alive\n');
});

test('a box whose first process the kernel ended for memory says so', async () => {
  const spec = sandboxes.spec({ limits: { ...limits, workspaceMiB: 400 } });
  await using box = await sandboxes.provider.create(spec, new AbortController().signal);
  await box.exec('head -c 300M /dev/zero > /tmp/kept', minute);
  const process = await box.spawn(['sleep', '600'], minute);
  const all = 320 * 1024 * 1024;
  await sandboxes.docker.getContainer(box.id).update({ Memory: all, MemorySwap: all });

  await expect(box.files.write('/tmp/more', new Uint8Array(all / 4))).rejects.toMatchObject({ name: 'SandboxFault' });

  expect(await process.exit).toEqual({ reason: 'oom' });
});

test('a flood of output is cut, and none of it reaches a log on the host', async () => {
  const result = await sandbox.exec('head -c 100M /dev/zero', { ...minute, maxBytes: 10_000 });

  const { LogPath: logPath, HostConfig: host } = await sandboxes.docker.getContainer(sandbox.id).inspect();
  expect(result.stdout.length).toBeLessThan(10_100);
  expect(result.omittedBytes.stdout).toBe(100 * 1024 * 1024 - 10_000);
  expect([logPath, host.LogConfig?.Type]).toEqual(['', 'none']);
});

test('the processor share is what the limits say, and never more than the engine has', async () => {
  const { NCPU: hostCpus } = await sandboxes.docker.info();
  await using greedy = await sandboxes.provider.create(
    sandboxes.spec({ limits: { ...limits, cpus: 1000 } }),
    new AbortController().signal,
  );

  const shares = await Promise.all([sandbox, greedy].map(({ id }) => sandboxes.docker.getContainer(id).inspect()));

  expect(shares.map(({ HostConfig: host }) => host.NanoCpus)).toEqual([0.5e9, hostCpus * 1e9]);
});

function control(attack: string): Promise<string> {
  return runUnprotected({ docker: sandboxes.docker, image: sandboxes.spec().image }, attack);
}

function python(program: string): string {
  return `python3 -c '${program.replaceAll("'", `'"'"'`)}'`;
}
