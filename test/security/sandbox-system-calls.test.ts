import type Dockerode from 'dockerode';
import { describe, expect, test } from 'vitest';
import { oneSandbox } from '../support/one-sandbox.ts';
import { runtimesUnderTest } from '../support/runtimes-under-test.ts';
import { runUnprotected } from '../support/unprotected-container.ts';

const minute = { timeoutMs: 60_000 };

/** Makes each call with arguments that do no harm, and prints what the kernel said to it. */
const attack = `python3 - <<'END'
import ctypes, errno, os, socket
kernel = ctypes.CDLL(None, use_errno=True).syscall
text = {name: ctypes.create_string_buffer(name.encode()) for name in ('/tmp', '/tmp/disk', 'tmpfs')}
tmp, disk, tmpfs = [ctypes.addressof(buffer) for buffer in text.values()]
calls = {
    'unshare user': (272, 0x10000000), 'unshare mount': (272, 0x20000), 'clone user': (56, 0x10000011), 'clone3': (435, 0, 0),
    'setns': (308, -1, 0), 'mount': (165, tmpfs, tmp, tmpfs, 0, 0), 'umount': (166, tmp, 0), 'pivot_root': (155, tmp, tmp), 'chroot': (161, tmp),
    'open_tree': (428, -1, 0, 0), 'move_mount': (429, -1, 0, -1, 0, 0), 'fsopen': (430, 0, 0), 'mount_setattr': (442, -1, 0, 0, 0, 0),
    'ptrace': (101, 16, 0, 0, 0), 'process_vm_readv': (310, 1, 0, 0, 0, 0, 0), 'pidfd_getfd': (438, -1, 0, 0), 'kcmp': (312, 1, 1, 0, 0, 0),
    'bpf': (321, 0, 0, 0), 'perf_event_open': (298, 0, 0, -1, -1, 0), 'userfaultfd': (323, -1), 'io_uring_setup': (425, 0, 0),
    'keyctl': (250, 0, -3, 0), 'add_key': (248, 0, 0, 0, 0, 0), 'open_by_handle_at': (304, -1, 0, 0), 'name_to_handle_at': (303, -1, 0, 0, 0, 0),
    'init_module': (175, 0, 0, 0), 'kexec_load': (246, 0, 0, 0, -1), 'personality': (135, 0x0040000), 'modify_ldt': (154, 0, 0, 0),
    'iopl': (172, 3), 'reboot': (169, 0, 0, 0, 0), 'swapon': (167, 0, 0), 'settimeofday': (164, 0, 0), 'mknod disk': (133, disk, 0o60666, 0x700),
}
def attempt(name, what):
    # In a process of its own: what is granted to one, such as a namespace, changes what the next may do.
    child = os.fork()
    if child == 0:
        said = what()
        os.write(1, (name + '=' + said + '\\n').encode())
        os._exit(0)
    os.waitpid(child, 0)
def said(result):
    return 'ok' if result >= 0 else errno.errorcode[ctypes.get_errno()]
def call(name, arguments):
    result = kernel(*map(ctypes.c_long, arguments))
    if name == 'clone user' and result == 0:
        os._exit(0)
    return said(result)
def make(family):
    try:
        kinds = {17: socket.SOCK_RAW, 15: socket.SOCK_RAW, 38: socket.SOCK_SEQPACKET, 40: socket.SOCK_STREAM}
        socket.socket(family, kinds.get(family, socket.SOCK_RAW), 1 if family == 2 else 0).close()
        return 'ok'
    except OSError as error:
        return errno.errorcode[error.errno]
def control(request):
    _, terminal = os.openpty()
    return said(kernel(ctypes.c_long(16), ctypes.c_long(terminal), ctypes.c_long(request), ctypes.create_string_buffer(b'\\x0f', 64)))
for name, arguments in calls.items():
    attempt(name, lambda: call(name, arguments))
attempt('open disk', lambda: said(kernel(ctypes.c_long(2), ctypes.c_long(disk), ctypes.c_long(0))))
for name, family in {'packet': 17, 'raw': 2, 'alg': 38, 'vsock': 40, 'key': 15}.items():
    attempt('socket ' + name, lambda: make(family))
for name, request in {'TIOCSTI': 0x5412, 'TIOCLINUX': 0x541c, 'TIOCSETD': 0x5423}.items():
    attempt(name, lambda: control(request))
END`;

/** What a kernel of its own grants is its own: a namespace there is none of the host's. */
const grantedByOwnKernel = [
  'unshare user',
  'unshare mount',
  'clone user',
  'setns',
  'ptrace',
  'process_vm_readv',
  'kcmp',
  'clone3',
  'keyctl',
  'personality',
  'mknod disk',
];

for (const { title, isolation, runtime } of await runtimesUnderTest()) {
  describe.skipIf(runtime === null)(title, () => {
    const shared = oneSandbox({ isolation });

    test('S3, N7: the kernel refuses the calls that escapes are made of, and sockets that lead past the network', async () => {
      const inside = answers((await shared.sandbox.exec(attack, minute)).stdout);
      const outside = answers(await control(shared.sandboxes.docker, shared.sandboxes.spec().image));

      const refusals = isolation === 'container' ? sharedKernel : ownKernel;
      expect(Object.keys(inside)).toEqual(Object.keys(outside));
      expect(Object.entries(inside).filter(([name, said]) => !refusals(name).includes(said))).toEqual([]);
      const reached = Object.keys(outside).filter((name) => !refusals(name).includes(outside[name] ?? ''));
      expect(reached).toEqual(
        expect.arrayContaining(['mount', 'chroot', 'bpf', 'TIOCSTI', 'socket packet', 'socket raw', 'socket vsock']),
      );
    });

    test('the calls of ordinary programs are not refused', async () => {
      const program = `
        import net from 'node:net'; import { Worker, isMainThread } from 'node:worker_threads'; import fs from 'node:fs';
        if (isMainThread) { new Worker(new URL(import.meta.url)); fs.watch('.').close(); net.createServer().listen('/tmp/s', function () { this.close(); console.log('ok'); }); }`;
      await shared.sandbox.files.write('ordinary.mjs', program);
      await shared.sandbox.files.write('a.cc', '#include <thread>\nint main() { std::thread t([]{}); t.join(); }');

      const result = await shared.sandbox.exec(
        'node ordinary.mjs && g++ -pthread a.cc && ./a.out && git init -q . && mkfifo f && cp --reflink=auto a.cc b.cc && script -qec "stty size" /dev/null | grep -q 0',
        minute,
      );

      expect(result).toMatchObject({ ok: true, stdout: 'ok\n' });
    });
  });
}

/** No disk could be made, so there is none to open. */
const sharedKernel = (name: string) => (name === 'open disk' ? ['ENOENT'] : ['EPERM', 'ENOSYS']);

function ownKernel(name: string): readonly string[] {
  const refusals = [
    'EPERM',
    'ENOSYS',
    'EACCES',
    'ENODEV',
    'EAFNOSUPPORT',
    'ENOTTY',
    'EOPNOTSUPP',
    'ENOTSUP',
    'ESOCKTNOSUPPORT',
  ];
  if (name === 'open disk') return ['ENXIO', 'ENODEV'];
  return grantedByOwnKernel.includes(name) ? [...refusals, 'ok', 'EINVAL', 'EBADF', 'ESRCH', 'EFAULT'] : refusals;
}

function control(docker: Dockerode, image: string): Promise<string> {
  const hostConfig = { SecurityOpt: ['seccomp=unconfined'], CapAdd: ['SYS_ADMIN', 'NET_RAW', 'MKNOD'] };
  return runUnprotected({ docker, image, hostConfig }, attack);
}

function answers(printed: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    printed
      .trim()
      .split('\n')
      .map((line) => line.split('=')),
  );
}
