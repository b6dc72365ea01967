import { describe, expect, test } from 'vitest';
import { oneSandbox } from '../support/one-sandbox.ts';
import { runtimesUnderTest } from '../support/runtimes-under-test.ts';
import { runUnprotected } from '../support/unprotected-container.ts';

const minute = { timeoutMs: 60_000 };

/** Where a kernel of its own tells other things about itself, or has other devices. */
const manifests = {
  container: {
    rights: { NoNewPrivs: '1', Seccomp: '2' },
    writable: ['/dev/mqueue', '/dev/shm', '/home/agent', '/run/sandpiper', '/tmp', '/workspace'],
    devices: ['/dev/full', '/dev/null', '/dev/pts/ptmx', '/dev/random', '/dev/tty', '/dev/urandom', '/dev/zero'],
  },
  syscall: {
    rights: { Seccomp: '0' },
    writable: ['/dev/shm', '/home/agent', '/run/sandpiper', '/tmp', '/workspace'],
    devices: [
      '/dev/full',
      '/dev/fuse',
      '/dev/net/tun',
      '/dev/null',
      '/dev/pts/ptmx',
      '/dev/random',
      '/dev/tty',
      '/dev/urandom',
      '/dev/zero',
    ],
  },
} as const;

for (const { title, isolation, runtime } of await runtimesUnderTest()) {
  describe.skipIf(runtime === null)(title, () => {
    const shared = oneSandbox({ isolation });
    const manifest = isolation === 'container' ? manifests.container : manifests.syscall;
    const control = (attack: string) =>
      runUnprotected({ docker: shared.sandboxes.docker, image: shared.sandboxes.spec().image }, attack);

    test('S2: a command runs as nobody in particular, without capabilities and without a way to get any', async () => {
      const probe = 'grep -E "^(Uid|Gid|Groups|Cap[A-Z][a-z]+|NoNewPrivs|Seccomp):" /proc/self/status';

      const status = fields((await shared.sandbox.exec(probe, minute)).stdout);
      const unprotected = fields(await control(probe));

      expect({ CapAmb: '0000000000000000', ...status }).toEqual({
        ...manifest.rights,
        Uid: '1000 1000 1000 1000',
        Gid: '1000 1000 1000 1000',
        Groups: '1000',
        CapInh: '0000000000000000',
        CapPrm: '0000000000000000',
        CapEff: '0000000000000000',
        CapBnd: '0000000000000000',
        CapAmb: '0000000000000000',
      });
      expect(unprotected).toMatchObject({ Uid: '0 0 0 0', NoNewPrivs: '0', Seccomp: '0' });
      expect(unprotected).not.toMatchObject({ CapEff: '0000000000000000' });
    });

    test('S2: the in-box agent has no more rights than the commands it runs', async () => {
      const probe = 'grep -E "^(Uid|CapEff|CapBnd|NoNewPrivs|Seccomp):" /proc/1/status';

      expect(fields((await shared.sandbox.exec(probe, minute)).stdout)).toEqual({
        ...manifest.rights,
        Uid: '1000 1000 1000 1000',
        CapEff: '0000000000000000',
        CapBnd: '0000000000000000',
      });
    });

    test('S2: only memory can be written', async () => {
      const probe =
        'while read -r _ path kind options _; do [ -d "$path" ] && [ -w "$path" ] && echo "$path $options"; done < /proc/mounts; true';

      const { stdout } = await shared.sandbox.exec(probe, minute);

      const mounts = stdout
        .trim()
        .split('\n')
        .map((line) => line.split(' '));
      expect(mounts.map(([path]) => path).sort()).toEqual(manifest.writable);
      if (isolation !== 'container') return;
      for (const [, options] of mounts) expect(options).toMatch(/,nosuid,nodev,/);
    });

    test('S2: only harmless devices exist', async () => {
      const { stdout } = await shared.sandbox.exec('find /dev -type c -o -type b | sort', minute);

      expect(stdout.trim().split('\n')).toEqual(manifest.devices);
    });

    test('S9: a set-uid program gives nobody more rights, and none can be made', async () => {
      const attack = `cp "$(command -v id)" /tmp/id && chmod u+s /tmp/id; /tmp/id -u; find / -xdev -perm /6000 -type f 2> /dev/null | grep -v ^/tmp/; true`;
      const permitted = `cp "$(command -v id)" /usr/local/bin/id && chmod u+s /usr/local/bin/id && setpriv --reuid 1000 --clear-groups /usr/local/bin/id -u`;

      const inside = await shared.sandbox.exec(attack, minute);
      const outside = await control(permitted);

      expect(inside.stdout).toBe('1000\n');
      expect(outside).toBe('0\n');
    });

    test.for([
      ['the system', 'touch /etc/planted /usr/bin/planted', 'touch /etc/planted /usr/bin/planted'],
      ['the kernel settings', 'echo 1 > /proc/sys/vm/drop_caches || echo x > /proc/sys/kernel/hostname', 'touch /'],
      [
        'what the kernel shows of devices',
        'echo 1 > /sys/kernel/mm/ksm/run || echo 1 > /sys/class/net/lo/flags',
        'touch /',
      ],
      [
        'its own limits',
        'find /sys/fs/cgroup -name "*pids.max" -o -name "memory.max" -o -name memory.limit_in_bytes | xargs -I{} sh -c "echo 99999999999 > {}"; echo 1 > /proc/1/limits',
        'touch /',
      ],
      [
        'the in-box agent',
        'cp /bin/true /usr/local/bin/sandpiper-agent',
        'cp /bin/true /usr/local/bin/sandpiper-agent',
      ],
    ] as const)('S9: %s cannot be changed from inside', async ([, attack, permitted]) => {
      const inside = await shared.sandbox.exec(attack, minute);
      const outside = await control(`{ ${permitted}; } && echo changed`);

      expect(inside.stderr).toMatch(/Read-only file system|Permission denied|Operation not permitted|No such file/);
      expect(inside.ok).toBe(false);
      expect(outside).toBe('changed\n');
    });

    test("S9: the in-box agent's memory cannot be read by the commands it runs", async () => {
      const inside = await shared.sandbox.exec('cat /proc/1/mem', minute);

      expect(inside.stderr).toContain('/proc/1/mem: Permission denied');
      expect(await control('exec 3< /proc/1/mem && echo opened')).toBe('opened\n');
    });

    // gVisor does not ask who may look: there a command can open them, and say to the host what the agent could say.
    test.skipIf(isolation === 'syscall')('S9: nor its descriptors and its environment opened', async () => {
      const inside = await shared.sandbox.exec('ls /proc/1/fd/ || cat /proc/1/environ || : > /proc/1/fd/1', minute);

      expect(inside).toMatchObject({ ok: false, stdout: '' });
      expect(await control('ls /proc/1/fd/0 && head -c 1 /proc/1/environ > /dev/null && echo read')).toMatch(/read\n$/);
    });
  });
}

/** The lines of `/proc/<pid>/status`. */
function fields(status: string): Readonly<Record<string, string>> {
  const lines = status
    .trim()
    .split('\n')
    .map((line) => line.split(':'));
  return Object.fromEntries(lines.map(([name, value]) => [name, value?.trim().replaceAll(/\s+/g, ' ')]));
}
