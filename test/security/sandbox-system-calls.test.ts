import { expect, test } from 'vitest';
import { oneSandbox } from '../support/one-sandbox.ts';
import { runUnprotected } from '../support/unprotected-container.ts';

const minute = { timeoutMs: 60_000 };

const shared = oneSandbox();

/** Makes each call with arguments that do no harm, and prints what the kernel said to it. */
const attack = `python3 - <<'END'
import ctypes, errno, socket
kernel = ctypes.CDLL(None, use_errno=True).syscall
calls = {
    'unshare user': (272, 0x10000000), 'unshare mount': (272, 0x20000), 'clone user': (56, 0x10000011), 'clone3': (435, 0, 0),
    'setns': (308, -1, 0), 'mount': (165, 0, 0, 0, 0, 0), 'umount': (166, 0, 0), 'pivot_root': (155, 0, 0), 'chroot': (161, 0),
    'open_tree': (428, -1, 0, 0), 'move_mount': (429, -1, 0, -1, 0, 0), 'fsopen': (430, 0, 0), 'mount_setattr': (442, -1, 0, 0, 0, 0),
    'ptrace': (101, 16, 0, 0, 0), 'process_vm_readv': (310, 1, 0, 0, 0, 0, 0), 'pidfd_getfd': (438, -1, 0, 0), 'kcmp': (312, 1, 1, 0, 0, 0),
    'bpf': (321, 0, 0, 0), 'perf_event_open': (298, 0, 0, -1, -1, 0), 'userfaultfd': (323, -1), 'io_uring_setup': (425, 0, 0),
    'keyctl': (250, 0, -3, 0), 'add_key': (248, 0, 0, 0, 0, 0), 'open_by_handle_at': (304, -1, 0, 0), 'name_to_handle_at': (303, -1, 0, 0, 0, 0),
    'init_module': (175, 0, 0, 0), 'kexec_load': (246, 0, 0, 0, -1), 'personality': (135, 0x0040000), 'modify_ldt': (154, 0, 0, 0),
}
for name, arguments in calls.items():
    result = kernel(*map(ctypes.c_long, arguments))
    if name == 'clone user' and result == 0:
        kernel(ctypes.c_long(60), ctypes.c_long(0))
    print(name, 'ok' if result >= 0 else errno.errorcode[ctypes.get_errno()], sep='=')
for name, family in {'packet': 17, 'alg': 38, 'vsock': 40, 'key': 15}.items():
    try:
        socket.socket(family, socket.SOCK_RAW if family in (17, 15) else socket.SOCK_SEQPACKET if family == 38 else socket.SOCK_STREAM).close()
        print('socket ' + name + '=ok')
    except OSError as error:
        print('socket ' + name + '=' + errno.errorcode[error.errno])
END`;

test('the kernel refuses the calls that escapes are made of', async () => {
  const inside = answers((await shared.sandbox.exec(attack, minute)).stdout);
  const outside = answers(await control());

  const refused = Object.keys(inside).filter((name) => ['EPERM', 'ENOSYS'].includes(inside[name] ?? ''));
  expect(refused).toEqual(Object.keys(outside));
  const reached = Object.keys(outside).filter(
    (name) => !['EPERM', 'ENOSYS', 'EAFNOSUPPORT'].includes(outside[name] ?? ''),
  );
  expect(reached).toEqual(expect.arrayContaining(['unshare user', 'mount', 'ptrace', 'keyctl', 'bpf', 'socket vsock']));
});

test('the calls of ordinary programs are not refused', async () => {
  const program = `
    import net from 'node:net'; import { Worker, isMainThread } from 'node:worker_threads'; import fs from 'node:fs';
    if (isMainThread) { new Worker(new URL(import.meta.url)); fs.watch('.').close(); net.createServer().listen('/tmp/s', function () { this.close(); console.log('ok'); }); }`;
  await shared.sandbox.files.write('ordinary.mjs', program);
  await shared.sandbox.files.write('a.cc', '#include <thread>\nint main() { std::thread t([]{}); t.join(); }');

  const result = await shared.sandbox.exec(
    'node ordinary.mjs && g++ -pthread a.cc && ./a.out && git init -q . && mkfifo f',
    minute,
  );

  expect(result).toMatchObject({ ok: true, stdout: 'ok\n' });
});

function control(): Promise<string> {
  const { docker } = shared.sandboxes;
  return runUnprotected(
    {
      docker,
      image: shared.sandboxes.spec().image,
      hostConfig: { SecurityOpt: ['seccomp=unconfined'], CapAdd: ['SYS_ADMIN'] },
    },
    attack,
  );
}

function answers(printed: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    printed
      .trim()
      .split('\n')
      .map((line) => line.split('=')),
  );
}
