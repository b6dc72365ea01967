import { expect, test } from 'vitest';
import { oneSandbox } from '../support/one-sandbox.ts';
import { runUnprotected } from '../support/unprotected-container.ts';

const minute = { timeoutMs: 60_000 };

const shared = oneSandbox();

test('a command runs as nobody in particular, without capabilities and without a way to get any', async () => {
  const probe = 'grep -E "^(Uid|Gid|Groups|Cap[A-Z][a-z]+|NoNewPrivs|Seccomp):" /proc/self/status';

  const status = fields((await shared.sandbox.exec(probe, minute)).stdout);
  const unprotected = fields(await control(probe));

  expect(status).toEqual({
    Uid: '1000 1000 1000 1000',
    Gid: '1000 1000 1000 1000',
    Groups: '1000',
    CapInh: '0000000000000000',
    CapPrm: '0000000000000000',
    CapEff: '0000000000000000',
    CapBnd: '0000000000000000',
    CapAmb: '0000000000000000',
    NoNewPrivs: '1',
    Seccomp: '2',
  });
  expect(unprotected).toMatchObject({ Uid: '0 0 0 0', NoNewPrivs: '0', Seccomp: '0' });
  expect(unprotected).not.toMatchObject({ CapEff: '0000000000000000' });
});

test('the in-box agent has no more rights than the commands it runs', async () => {
  const probe = 'grep -E "^(Uid|CapEff|CapBnd|NoNewPrivs|Seccomp):" /proc/1/status';

  expect(fields((await shared.sandbox.exec(probe, minute)).stdout)).toMatchObject({
    Uid: '1000 1000 1000 1000',
    CapEff: '0000000000000000',
    CapBnd: '0000000000000000',
    NoNewPrivs: '1',
    Seccomp: '2',
  });
});

test('only memory can be written, and none of it takes a device or a set-uid program', async () => {
  const probe =
    'while read -r _ path kind options _; do [ -d "$path" ] && [ -w "$path" ] && echo "$kind $path $options"; done < /proc/mounts; true';

  const { stdout } = await shared.sandbox.exec(probe, minute);

  const mounts = stdout
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
  expect(mounts.map(([kind, path]) => `${kind} ${path}`).sort()).toEqual([
    'mqueue /dev/mqueue',
    'tmpfs /dev/shm',
    'tmpfs /home/agent',
    'tmpfs /run/sandpiper',
    'tmpfs /tmp',
    'tmpfs /workspace',
  ]);
  for (const [, , options] of mounts) expect(options).toMatch(/,nosuid,nodev,/);
});

test('only harmless devices exist', async () => {
  const { stdout } = await shared.sandbox.exec('find /dev -type c -o -type b | sort', minute);

  expect(stdout.trim().split('\n')).toEqual([
    '/dev/full',
    '/dev/null',
    '/dev/pts/ptmx',
    '/dev/random',
    '/dev/tty',
    '/dev/urandom',
    '/dev/zero',
  ]);
});

test.for([
  ['the system', 'touch /etc/planted /usr/bin/planted'],
  ['the kernel settings', 'echo 1 > /proc/sys/vm/drop_caches'],
  [
    'its own limits',
    'find /sys/fs/cgroup -name "*pids.max" -o -name "memory.max" -o -name memory.limit_in_bytes | xargs -I{} sh -c "echo 99999999999 > {}"',
  ],
  ['the in-box agent', 'cp /bin/true /usr/local/bin/sandpiper-agent'],
  ["the in-box agent's memory", 'head -c 1 /proc/1/mem || cat /proc/1/environ'],
] as const)('%s cannot be changed from inside', async ([, attack]) => {
  const result = await shared.sandbox.exec(attack, minute);

  expect(result.stderr).toMatch(/Read-only file system|Permission denied|Operation not permitted/);
  expect(result.ok).toBe(false);
});

function control(attack: string): Promise<string> {
  return runUnprotected({ docker: shared.sandboxes.docker, image: shared.sandboxes.spec().image }, attack);
}

/** The lines of `/proc/<pid>/status`. */
function fields(status: string): Readonly<Record<string, string>> {
  const lines = status
    .trim()
    .split('\n')
    .map((line) => line.split(':'));
  return Object.fromEntries(lines.map(([name, value]) => [name, value?.trim().replaceAll(/\s+/g, ' ')]));
}
