import { mkdtempDisposable, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { oneSandbox } from '../support/one-sandbox.ts';
import { runUnprotected, type Unprotected } from '../support/unprotected-container.ts';

const never = new AbortController().signal;
const minute = { timeoutMs: 60_000 };

const shared = oneSandbox();

test('there is no network card, and nothing on this host can be reached', async () => {
  const visitors: string[] = [];
  await using listener = await hostListener(visitors);
  const attack = connectProbe(listener.targets);

  const inside = await shared.sandbox.exec(attack, minute);
  expect(visitors).toEqual([]);
  const outside = await control(attack, { hostConfig: { NetworkMode: 'host' } });

  expect(inside.stdout).toBe('lo\n');
  expect(visitors).toHaveLength(listener.targets.length);
  expect(outside).toContain('reached');
});

test('no secret of the host can be found in the environment, the processes or the files of a box', async () => {
  const canary = `canary-${crypto.randomUUID()}`;
  vi.stubEnv('OPENAI_API_KEY', canary);
  await using folder = await mkdtempDisposable(join(tmpdir(), 'sandpiper-canary-'));
  await writeFile(join(folder.path, 'private-key.pem'), canary);
  const attack = searchFor(canary);
  await using victim = await shared.sandboxes.provider.create(shared.sandboxes.spec(), never);

  const inside = await victim.exec(attack, minute);
  const outside = await control(attack, { env: [`KEY=${canary}`], hostConfig: { Binds: [`${folder.path}:/mnt`] } });

  expect(inside.stdout).toBe('searched\n');
  expect(outside).toMatch(/^\/proc\/\d+\/environ$/m);
  expect(outside).toMatch(/^\/mnt\/private-key.pem$/m);
});

test('the engine cannot be reached through a socket', async () => {
  // Asked of each file itself: a mounted socket looks like an ordinary file in the list of its folder.
  const attack =
    'find /dev /etc /home /mnt /root /run /srv /tmp /var /workspace -exec sh -c \'for f; do test -S "$f" && echo "$f"; done\' sh {} + 2> /dev/null; echo searched';

  const inside = await shared.sandbox.exec(attack, minute);
  const outside = await control(attack, { hostConfig: { Binds: ['/var/run/docker.sock:/run/docker.sock'] } });

  expect(inside.stdout).toBe('searched\n');
  expect(outside).toContain('/run/docker.sock');
});

test('a daemon that left its session ends with the box', async () => {
  const marker = `daemon-${crypto.randomUUID()}`;
  const box = await shared.sandboxes.provider.create(shared.sandboxes.spec(), never);
  await box.exec(
    `setsid -f bash -c 'exec -a ${marker} sleep 600' > /dev/null 2>&1; until pgrep -f ${marker} > /dev/null; do sleep 0.05; done`,
    minute,
  );
  expect(await hostProcesses(marker)).toHaveLength(1);

  await box.destroy();

  expect(await hostProcesses(marker)).toEqual([]);
});

test('what one box writes, no other box finds', async () => {
  const places = ['/workspace', '/tmp', '/home/agent', '/run/sandpiper', '/dev/shm'];
  const first = await shared.sandboxes.provider.create(shared.sandboxes.spec(), never);
  await first.exec(places.map((place) => `touch ${place}/poison`).join(' && '), minute);
  await first.destroy();

  await using second = await shared.sandboxes.provider.create(shared.sandboxes.spec(), never);

  expect(
    (await second.exec('find / -xdev -name poison 2> /dev/null; ls -A /workspace /tmp /home/agent /dev/shm', minute))
      .stdout,
  ).not.toContain('poison');
});

function control(attack: string, different: Partial<Unprotected> = {}): Promise<string> {
  return runUnprotected(
    { docker: shared.sandboxes.docker, image: shared.sandboxes.spec().image, ...different },
    attack,
  );
}

/** A server on every address of this host, which notes who connects. */
async function hostListener(visitors: string[]) {
  const server = createServer((socket) => {
    visitors.push(socket.localAddress ?? 'unknown');
    socket.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const hosts = Object.values(networkInterfaces()).flatMap((card) => card ?? []);
  const targets = hosts.filter(({ family }) => family === 'IPv4').map(({ address: host }) => `${host}/${port}`);
  return { targets, [Symbol.asyncDispose]: async () => void server.close() };
}

function connectProbe(targets: readonly string[]): string {
  const connect = targets.map(
    (target) => `(timeout 3 bash -c "exec 3<>/dev/tcp/${target}" && echo reached) 2> /dev/null`,
  );
  return [`ls /sys/class/net | grep -vE '^(bonding_masters|sit0|tunl0|ip6tnl0)$'`, ...connect, 'true'].join('\n');
}

/** The pattern is not the canary itself, or the search would find its own command line. */
function searchFor(canary: string): string {
  const pattern = canary.replace('canary', 'canar[y]');
  const places =
    '/etc /home /mnt /opt/*/package/package.json /root /run /srv /tmp /usr/local/bin /var /workspace /dev/shm';
  return `grep -lsE '${pattern}' /proc/[0-9]*/environ /proc/[0-9]*/cmdline; grep -rlsE '${pattern}' ${places}; echo searched`;
}

async function hostProcesses(marker: string): Promise<readonly string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const commands = await Promise.all(ids.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')));
  return commands.filter((command) => command.startsWith(marker));
}
