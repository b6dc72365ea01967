import { expect, test } from 'vitest';
import { listRuntimes } from '../../../../src/sandbox/isolation/list-runtimes.ts';

const info = {
  ID: 'engine-1',
  ServerVersion: '28.0.0',
  KernelVersion: '6.1.0',
  NCPU: 4,
  DefaultRuntime: 'runc',
  Runtimes: {
    'kata-qemu': { path: '/opt/kata/bin/containerd-shim-kata-v2' },
    other: { path: '/usr/bin/crun' },
    runc: { path: 'runc' },
    'io.containerd.runc.v2': { path: 'runc' },
    strong: { path: '/usr/bin/runsc', runtimeArgs: ['--network=none'] },
    'sysbox-runc': { path: '/usr/bin/sysbox-runc' },
  },
  SecurityOptions: ['name=seccomp,profile=default'],
};

test('runtimes come from the weakest to the strongest, and the default first among equals', () => {
  expect(listRuntimes(info).runtimes.map(({ name, isolation }) => [name, isolation])).toEqual([
    ['runc', 'container'],
    ['other', 'container'],
    ['sysbox-runc', 'user-ns'],
    ['strong', 'syscall'],
    ['kata-qemu', 'vm'],
  ]);
});

test.for(['name=userns', 'name=rootless'])('every container of an engine with %s has a user namespace', (option) => {
  const { runtimes } = listRuntimes({ ...info, SecurityOptions: [option] });

  expect(runtimes.find(({ name }) => name === 'runc')?.isolation).toBe('user-ns');
});

test('how the engine calls a runtime is part of what is known of it', () => {
  const strong = listRuntimes(info).runtimes.find(({ name }) => name === 'strong');

  expect(strong?.command).toEqual(['/usr/bin/runsc', '--network=none']);
});
