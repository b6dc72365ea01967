/**
 * What a process in a box may ask of the kernel, in the form the engine takes. Everything that is not named is refused,
 * above all: namespaces, mounts, ptrace and other processes' memory, keyrings, bpf, perf, io_uring, userfaultfd,
 * kernel modules, file handles, every socket family but local, IPv4, IPv6 and netlink, and every `ioctl` but those of
 * terminals, sockets and files.
 */
export function seccompProfile() {
  return {
    defaultAction: 'SCMP_ACT_ERRNO',
    // No 32-bit system calls: they are a second, less tested door to the same kernel.
    architectures: ['SCMP_ARCH_X86_64'],
    syscalls: [
      { names: [files, memory, processes, signals, time, waiting, communication].flat(), action: 'SCMP_ACT_ALLOW' },
      ...[local, ipv4, ipv6, netlink].map((family) => allowFirst('socket', 'SCMP_CMP_EQ', family)),
      allowFirst('socketpair', 'SCMP_CMP_EQ', local),
      ...ioctls.map((request) => allowRequest(request)),
      // personality: the ordinary one, and the question which one it is.
      ...[0, 0xffff_ffff].map((persona) => allowFirst('personality', 'SCMP_CMP_EQ', persona)),
      // clone: threads and processes, but none of the CLONE_NEW* bits.
      allowFirst('clone', 'SCMP_CMP_MASKED_EQ', 0x7e02_0000),
      // clone3 keeps its flags where no filter can see them. "Not implemented" makes C libraries use clone instead.
      notImplemented('clone3'),
      // Runtimes try io_uring first and fall back when the kernel does not have it.
      notImplemented('io_uring_setup', 'io_uring_enter', 'io_uring_register'),
    ],
  };
}

const local = 1;
const ipv4 = 2;
const ipv6 = 10;
const netlink = 16;

/** Allowed when the first argument compares so; for a masked comparison, when none of the bits of `value` is set. */
function allowFirst(name: string, op: 'SCMP_CMP_EQ' | 'SCMP_CMP_MASKED_EQ', value: number) {
  return { names: [name], action: 'SCMP_ACT_ALLOW', args: [{ index: 0, value, valueTwo: 0, op }] };
}

/** Allowed when the second argument is this. The kernel reads 32 bits of it, and some programs extend its sign to 64. */
function allowRequest(request: number) {
  const args = [{ index: 1, value: 0xffff_ffff, valueTwo: request, op: 'SCMP_CMP_MASKED_EQ' }];
  return { names: ['ioctl'], action: 'SCMP_ACT_ALLOW', args };
}

function notImplemented(...names: readonly string[]) {
  return { names, action: 'SCMP_ACT_ERRNO', errnoRet: 38 };
}

function words(text: string): readonly string[] {
  return text.split(/\s+/);
}

/**
 * Left out above all: TIOCSTI and TIOCLINUX, which type into the terminal of whoever looks at it; TIOCSETD, which loads
 * rarely used line disciplines; and everything that drivers, disks and network cards answer to.
 */
const ioctls = [
  // Terminals: read and set modes, flow, the foreground group, sizes; make, unlock and open a pseudo terminal.
  ...[0x5401, 0x5402, 0x5403, 0x5404, 0x5405, 0x5406, 0x5407, 0x5408, 0x5409, 0x540a, 0x540b, 0x540c, 0x540d, 0x540e],
  ...[0x540f, 0x5410, 0x5411, 0x5413, 0x5414, 0x5420, 0x5422, 0x5424, 0x5425, 0x5429, 0x5441],
  ...[0x802c_542a, 0x402c_542b, 0x402c_542c, 0x402c_542d, 0x8004_5430, 0x4004_5431, 0x8004_5432, 0x8004_5438],
  // Any descriptor: bytes waiting, blocking or not, closed on exec or not, signals, the size of what it holds.
  ...[0x541b, 0x5421, 0x5450, 0x5451, 0x5452, 0x5460],
  // Sockets: urgent mark, owner, and the questions that list network cards.
  ...[0x8901, 0x8902, 0x8903, 0x8904, 0x8905, 0x8906, 0x8907, 0x8910, 0x8912, 0x8913, 0x8915, 0x8917, 0x8919, 0x891b],
  ...[0x891d, 0x8921, 0x8927, 0x8933, 0x8942, 0x8970],
  // Files: share blocks with another, read the attributes, the layout and the block size.
  ...[0x4004_9409, 0x4020_940d, 0xc018_9436, 0x8008_6601, 0x801c_581f, 0xc020_660b, 0x0000_0002],
];

const files = words(`access chdir chmod chown close close_range copy_file_range creat dup dup2 dup3 faccessat faccessat2
  fadvise64 fallocate fchdir fchmod fchmodat fchmodat2 fchown fchownat fcntl fdatasync fgetxattr flistxattr flock
  fremovexattr fsetxattr fstat fstatfs fsync ftruncate futimesat getcwd getdents getdents64 getxattr inotify_add_watch
  inotify_init inotify_init1 inotify_rm_watch io_cancel io_destroy io_getevents io_pgetevents io_setup io_submit
  lchown lgetxattr link linkat listxattr llistxattr lremovexattr lseek lsetxattr lstat mkdir mkdirat mknod mknodat
  newfstatat open openat openat2 pread64 preadv preadv2 pwrite64 pwritev pwritev2 read readahead readlink readlinkat
  readv removexattr rename renameat renameat2 rmdir sendfile setxattr splice stat statfs statx symlink symlinkat sync
  sync_file_range syncfs tee truncate umask unlink unlinkat utime utimensat utimes vmsplice write writev`);

const memory =
  words(`brk madvise membarrier memfd_create mincore mlock mlock2 mlockall mmap mprotect mremap msync munlock
  munlockall munmap pkey_alloc pkey_free pkey_mprotect`);

const processes =
  words(`arch_prctl capget capset execve execveat exit exit_group fork getcpu getegid geteuid getgid getgroups
  getpgid getpgrp getpid getppid getpriority getresgid getresuid getrlimit getrusage getsid gettid getuid
  get_robust_list get_thread_area ioprio_get ioprio_set landlock_add_rule landlock_create_ruleset landlock_restrict_self
  pidfd_open pidfd_send_signal prctl prlimit64 rseq sched_get_priority_max sched_get_priority_min sched_getaffinity
  sched_getattr sched_getparam sched_getscheduler sched_rr_get_interval sched_setaffinity sched_setattr sched_setparam
  sched_setscheduler sched_yield seccomp set_robust_list set_thread_area set_tid_address setfsgid setfsuid setgid
  setgroups setpgid setpriority setregid setresgid setresuid setreuid setrlimit setsid setuid sysinfo uname vfork wait4
  waitid`);

const signals = words(`kill pause restart_syscall rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo rt_sigreturn
  rt_sigsuspend rt_sigtimedwait rt_tgsigqueueinfo sigaltstack signalfd signalfd4 tgkill tkill`);

const time =
  words(`alarm clock_getres clock_gettime clock_nanosleep getitimer getrandom gettimeofday nanosleep setitimer time
  timer_create timer_delete timer_getoverrun timer_gettime timer_settime timerfd_create timerfd_gettime timerfd_settime
  times`);

const waiting = words(`epoll_create epoll_create1 epoll_ctl epoll_pwait epoll_pwait2 epoll_wait eventfd eventfd2 futex
  futex_waitv poll ppoll pselect6 select`);

const communication =
  words(`accept accept4 bind connect getpeername getsockname getsockopt listen mq_getsetattr mq_notify
  mq_open mq_timedreceive mq_timedsend mq_unlink msgctl msgget msgrcv msgsnd pipe pipe2 recvfrom recvmmsg recvmsg semctl
  semget semop semtimedop sendmmsg sendmsg sendto setsockopt shmat shmctl shmdt shmget shutdown`);
