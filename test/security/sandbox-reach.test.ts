import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempDisposable, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { destroyAll } from '../../src/sandbox/destroy-all.ts';
import { hasLoopDevices } from '../support/disk-for-tests.ts';
import { oneSandbox } from '../support/one-sandbox.ts';
import { runtimesUnderTest } from '../support/runtimes-under-test.ts';
import { runUnprotected, type Unprotected } from '../support/unprotected-container.ts';

const minute = { timeoutMs: 60_000 };

for (const { title, isolation, runtime } of await runtimesUnderTest()) {
  describe.skipIf(runtime === null)(title, () => {
    const shared = oneSandbox({ isolation });
    const control = (attack: string, different: Partial<Unprotected> = {}) =>
      runUnprotected({ docker: shared.sandboxes.docker, image: shared.sandboxes.spec().image, ...different }, attack);

    test('S1: no secret of the host can be found in the environment, the processes or the files of a box', async () => {
      const canary = `canary-${crypto.randomUUID()}`;
      vi.stubEnv('OPENAI_API_KEY', canary);
      await using folder = await mkdtempDisposable(join(tmpdir(), 'sandpiper-canary-'));
      await writeFile(join(folder.path, 'private-key.pem'), canary);
      await using _holder = await processWith(canary);
      const attack = searchFor(canary);
      await using victim = await shared.sandboxes.create({ isolation });

      const inside = await victim.exec(attack, minute);
      const outside = await control(attack, {
        env: [`KEY=${canary}`],
        hostConfig: { Binds: [`${folder.path}:/mnt`], PidMode: 'host', CapAdd: ['SYS_PTRACE'] },
      });

      expect(inside.stdout).toBe('searched\n');
      expect(outside.match(/^\/proc\/\d+\/environ$/gm)?.length).toBeGreaterThan(1);
      expect(outside).toMatch(/^\/mnt\/private-key.pem$/m);
    });

    test('S2: the engine cannot be reached through a socket', async () => {
      // Asked of each file itself: a mounted socket looks like an ordinary file in the list of its folder.
      const attack =
        'find /dev /etc /home /mnt /root /run /srv /tmp /var /workspace -exec sh -c \'for f; do test -S "$f" && echo "$f"; done\' sh {} + 2> /dev/null; echo searched';

      const inside = await shared.sandbox.exec(attack, minute);
      const outside = await control(attack, { hostConfig: { Binds: ['/var/run/docker.sock:/run/docker.sock'] } });

      expect(inside.stdout).toBe('searched\n');
      expect(outside).toContain('/run/docker.sock');
    });

    test('S8: a daemon that left its session ends with the box', async () => {
      const box = await shared.sandboxes.create({ isolation });
      const daemon = `daemon-${crypto.randomUUID()}`;
      await box.exec(`${daemonise(daemon)}; until pgrep -f ${daemon} > /dev/null; do sleep 0.05; done`, minute);
      const [container] = await containersOf(box.id);
      // What is inside gVisor is none of the host's processes: there the program that is the kernel counts.
      const traces = [daemon, container ?? daemon];
      expect((await hostProcesses(traces)).length).toBeGreaterThan(0);

      await box.destroy();

      await expect.poll(() => hostProcesses(traces), { timeout: 5000 }).toEqual([]);
    });

    test('S8: a command that is cut off at its deadline leaves no child of its session alive', async () => {
      const child = `child-${crypto.randomUUID()}`;
      const command = `bash -c 'exec -a ${child} sleep 600' & bash -c 'trap "" TERM; exec -a ${child} sleep 600' & wait`;

      const result = await shared.sandbox.exec(command, { timeoutMs: 2000 });

      expect(result.exit).toEqual({ reason: 'timeout' });
      expect((await shared.sandbox.exec(`pgrep -f '^${child.replace('child', 'chil[d]')}'; true`, minute)).stdout).toBe(
        '',
      );
    });

    test('S10: what a provider made is gone after `destroyAll`, from every state', async () => {
      const labels = { run: crypto.randomUUID() };
      const boxes = await Promise.all([1, 2].map(() => shared.sandboxes.create({ isolation, labels })));
      await boxes[0]?.pause('soft');
      expect((await containersOf(...boxes.map(({ id }) => id))).length).toBe(2);

      await destroyAll(shared.sandboxes.provider, labels);

      expect(await containersOf(...boxes.map(({ id }) => id))).toEqual([]);
      const { Volumes: volumes } = await shared.sandboxes.docker.listVolumes();
      expect(volumes.filter(({ Name }) => boxes.some(({ id }) => Name.includes(id)))).toEqual([]);
    });

    describe.for(['memory', 'disk'] as const)('with a workspace on %s', (storage) => {
      test.skipIf(storage === 'disk' && !hasLoopDevices)('S11: what one box writes, no other box finds', async () => {
        const workspace = { kind: 'new', storage } as const;
        const poison = `poison-${crypto.randomUUID()}`;
        const places = ['/workspace', '/tmp', '/home/agent', '/run/sandpiper', '/dev/shm'];
        const search = `ls -A ${places.join(' ')}; grep -rls ${poison.replace('poison', 'poiso[n]')} ${places.join(' ')}; echo searched`;
        const first = await shared.sandboxes.create({ isolation, workspace });
        await first.exec(places.map((place) => `echo ${poison} > ${place}/${poison}`).join(' && '), minute);
        const found = await first.exec(search, minute);
        await first.destroy();

        await using second = await shared.sandboxes.create({ isolation, workspace });
        const after = await second.exec(search, minute);

        expect(found.stdout.match(new RegExp(`^/.*/${poison}$`, 'gm'))).toHaveLength(places.length);
        expect(after.stdout).not.toContain('poison');
        expect(after.stdout).toMatch(/searched\n$/);
      });
    });

    async function containersOf(...ids: readonly string[]): Promise<readonly string[]> {
      const all = await shared.sandboxes.docker.listContainers({ all: true });
      const isOne = (text: string) => ids.some((id) => text.includes(id));
      return all.filter(({ Names, Labels }) => isOne(JSON.stringify([Names, Labels]))).map(({ Id }) => Id);
    }
  });
}

const daemonise = (name: string) => `setsid -f bash -c 'exec -a ${name} sleep 600' > /dev/null 2>&1`;

/** A process of this host with the secret in its environment. */
async function processWith(secret: string) {
  const holder = spawn('/bin/cat', [], { env: { SECRET: secret }, stdio: ['pipe', 'ignore', 'ignore'] });
  await once(holder, 'spawn');
  return {
    async [Symbol.asyncDispose]() {
      holder.kill('SIGKILL');
    },
  };
}

/** The pattern is not the canary itself, or the search would find its own command line. */
function searchFor(canary: string): string {
  const pattern = canary.replace('canary', 'canar[y]');
  const places =
    '/etc /home /mnt /opt/*/package/package.json /root /run /srv /tmp /usr/local/bin /var /workspace /dev/shm';
  return `grep -lsE '${pattern}' /proc/[0-9]*/environ /proc/[0-9]*/cmdline; grep -rlsE '${pattern}' ${places}; echo searched`;
}

/** The processes of this host with one of these words among their arguments. */
async function hostProcesses(words: readonly string[]): Promise<readonly string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const commands = await Promise.all(ids.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')));
  return commands.filter((command) => command.split('\0').some((argument) => words.includes(argument)));
}
