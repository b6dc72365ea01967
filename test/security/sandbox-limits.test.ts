import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { hasLoopDevices } from '../support/disk-for-tests.ts';
import { type DockerSandboxesForTests, dockerSandboxesForTests } from '../support/docker-sandboxes.ts';
import { runtimesUnderTest } from '../support/runtimes-under-test.ts';
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
  inodes:
    'mkdir -p /workspace/many && cd /workspace/many && for i in $(seq 2000); do : > $i || break; done; ls | wc -l',
  sparse: 'truncate -s 64G /workspace/sparse; stat -c %s /workspace/sparse',
  deep: python(`
import os
os.chdir("/workspace")
depth = 0
try:
    while depth < 2000:
        os.mkdir("d")
        os.chdir("d")
        depth += 1
except OSError as error:
    print(error.strerror)
print(depth)`),
  memory: python(`
pieces = []
for _ in range(120):
    pieces.append(b'x' * (16 << 20))
print(len(pieces))`),
};

const MiB = 1024 * 1024;
const minute = { timeoutMs: 60_000 };
const limits = { cpus: 0.5, memoryMiB: 128, pids: 96, workspaceMiB: 16, workspaceInodes: 1000 };
const never = new AbortController().signal;

for (const { title, isolation, runtime } of await runtimesUnderTest()) {
  describe.skipIf(runtime === null)(title, () => {
    let sandboxes: DockerSandboxesForTests;
    let sandbox: Sandbox;
    const control = (attack: string) =>
      runUnprotected({ docker: sandboxes.docker, image: sandboxes.spec().image }, attack);

    beforeAll(async () => {
      sandboxes = await dockerSandboxesForTests();
      sandbox = await sandboxes.create({ limits, isolation });
    });

    afterAll(() => sandboxes[Symbol.asyncDispose]());

    test('S4: a fork bomb stops at the limit, and the box still answers', async () => {
      const result = await sandbox.exec(attacks.processes, minute);

      const [reason, count] = result.stdout.trim().split('\n');
      expect(reason).toBe('Resource temporarily unavailable');
      expect(Number(count)).toBeLessThan(limits.pids);
      expect(Number(await control(attacks.processes))).toBe(200);
      expect((await sandbox.exec('echo alive', minute)).stdout).toBe('alive\n');
    });

    test('S6: the folder for temporary files is as large as the workspace, and full it is an error, not the end of the box', async () => {
      const result = await sandbox.exec(attacks.tmp, minute);

      expect(result.stderr).toContain('No space left on device');
      expect(Number(result.stdout)).toBe(limits.workspaceMiB * MiB);
      expect(Number(await control(attacks.tmp))).toBe(64 * MiB);
      await sandbox.files.remove('/tmp/huge');
    });

    describe.for(['memory', 'disk'] as const)('a workspace on %s', (storage) => {
      const onDisk = storage === 'disk';

      describe.skipIf(onDisk && !hasLoopDevices)('S6', () => {
        let box: Sandbox;

        beforeAll(async () => {
          box = await sandboxes.create({ limits, isolation, workspace: { kind: 'new', storage } });
        });

        test('full is an error in the box at its size', async () => {
          const result = await box.exec(attacks.disk, minute);

          expect(result.stderr).toContain('No space left on device');
          expect(Number(result.stdout)).toBeLessThanOrEqual(limits.workspaceMiB * MiB);
          expect(Number(result.stdout)).toBeGreaterThan((limits.workspaceMiB - 1) * MiB);
          expect(Number(await control(attacks.disk))).toBe(64 * MiB);
          await box.files.remove('huge');
        });

        test('has a limit of files, and a folder with that many can be listed and removed', async () => {
          const result = await box.exec(attacks.inodes, minute);

          expect(result.stderr).toContain('No space left on device');
          expect(Number(result.stdout)).toBeLessThan(limits.workspaceInodes);
          expect(Number(await control(attacks.inodes))).toBe(2000);
          const listed = await Array.fromAsync(box.files.list('many'));
          expect(listed).toHaveLength(Number(result.stdout));
          await box.files.remove('many');
        });

        test('holds no file that is endless to whoever reads it', async () => {
          const result = await box.exec(attacks.sparse, minute);

          expect(result.stderr).toMatch(/File (too large|size limit exceeded)/);
          expect(Number(await control(attacks.sparse))).toBe(64 * 1024 * MiB);
          await box.files.remove('sparse');
        });

        test('holds no more folders in one another than files, and they can be removed', async () => {
          const result = await box.exec(attacks.deep, minute);

          const [reason, depth] = result.stdout.trim().split('\n');
          expect(reason).toBe('No space left on device');
          expect(Number(depth)).toBeLessThanOrEqual(limits.workspaceInodes);
          expect(Number(await control(attacks.deep))).toBe(2000);
          await box.files.remove('d');
          expect(await Array.fromAsync(box.files.list('.', { depth: 3 }))).toEqual([]);
        });
      });
    });

    test('S5: a process that wants too much memory is ended, and the host goes on', async () => {
      await using box = await sandboxes.create({ limits, isolation });

      const result = await box.exec(attacks.memory, minute);

      // A kernel in user space refuses the memory, or ends with its whole box; it kills no process of its own choice.
      expect(result).toMatchObject(
        isolation === 'container' ? { exit: { reason: 'oom' }, stdout: '' } : { ok: false, stdout: '' },
      );
      expect(Number(await control(attacks.memory))).toBe(120);
      if (isolation === 'container') expect((await box.exec('echo alive', minute)).stdout).toBe('alive\n');
      await using other = await sandboxes.create({ limits, isolation });
      expect((await other.exec('echo alive', minute)).stdout).toBe('alive\n');
    });

    // The engine cannot take memory away from a gVisor box that runs.
    test.skipIf(isolation === 'syscall')(
      'S5: a box whose first process the kernel ended for memory says so',
      async () => {
        const spec = sandboxes.spec({ isolation, limits: { ...limits, workspaceMiB: 400 } });
        await using box = await sandboxes.provider.create(spec, never);
        await box.exec('head -c 300M /dev/zero > /tmp/kept', minute);
        const process = await box.spawn(['sleep', '600'], minute);
        const all = 320 * MiB;
        const [container] = await containersOf(box.id);
        await sandboxes.docker.getContainer(container ?? '').update({ Memory: all, MemorySwap: all });

        await expect(box.files.write('/tmp/more', new Uint8Array(all / 4))).rejects.toMatchObject({
          name: 'SandboxFault',
        });

        expect(await process.exit).toEqual({ reason: 'oom' });
      },
    );

    test('S7: a flood of output without an end of line is cut, and none of it reaches a log on the host', async () => {
      const result = await sandbox.exec('head -c 100M /dev/zero', { ...minute, maxBytes: 10_000 });

      expect(result.stdout.length).toBeLessThan(10_100);
      expect(result.omittedBytes.stdout).toBe(100 * MiB - 10_000);
      expect(await logOf(sandbox.id)).toEqual(['', 'none']);
      expect((await control('head -c 1M /dev/zero | tr "\\0" x')).length).toBe(MiB);
    });

    test("S7: a flood into the in-box agent's own output ends at most its box, and is kept nowhere", async () => {
      await using box = await sandboxes.create({ limits, isolation });
      const attack = 'for fd in 2 1; do head -c 50M /dev/zero > /proc/1/fd/$fd; done; echo over';

      const ended = await box.exec(attack, minute).then(
        ({ stderr }) => stderr,
        (fault: Error) => fault.name,
      );

      // A kernel in user space lets it be tried: then the box has broken its protocol.
      expect(ended).toMatch(isolation === 'container' ? /Permission denied/ : /Permission denied|SandboxFault|^$/);
      expect(await logOf(box.id)).toEqual(['', 'none']);
      expect((await sandbox.exec('echo alive', minute)).stdout).toBe('alive\n');
    });

    test('the processor share is what the limits say, and never more than the engine has', async () => {
      const { NCPU: hostCpus } = await sandboxes.docker.info();
      await using greedy = await sandboxes.create({ isolation, limits: { ...limits, cpus: 1000 } });

      const shares = await Promise.all(
        [sandbox, greedy].map(async ({ id }) => {
          const [container] = await containersOf(id);
          return await sandboxes.docker.getContainer(container ?? '').inspect();
        }),
      );

      expect(shares.map(({ HostConfig: host }) => host.NanoCpus)).toEqual([0.5e9, hostCpus * 1e9]);
    });

    async function containersOf(id: string): Promise<readonly string[]> {
      const found = await sandboxes.docker.listContainers({ all: true });
      return found.filter(({ Names, Labels }) => JSON.stringify([Names, Labels]).includes(id)).map(({ Id }) => Id);
    }

    async function logOf(id: string) {
      const [container] = await containersOf(id);
      const { LogPath, HostConfig } = await sandboxes.docker.getContainer(container ?? '').inspect();
      return [LogPath, HostConfig.LogConfig?.Type];
    }
  });
}

function python(program: string): string {
  return `python3 -c '${program.replaceAll("'", `'"'"'`)}'`;
}
