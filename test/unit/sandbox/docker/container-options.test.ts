import { expect, test } from 'vitest';
import { type ContainerPlan, containerOptions } from '../../../../src/sandbox/docker/container-options.ts';

const MiB = 1024 * 1024;

const plan: ContainerPlan = {
  name: 'box',
  labels: {},
  spec: {
    image: 'sandpiper/none:1',
    limits: { cpus: 2, memoryMiB: 4096, pids: 512, workspaceMiB: 2048, workspaceInodes: 5000 },
  },
  hostCpus: 2,
  runtime: { runtime: 'runc', isolation: 'container' },
  storage: { kind: 'volume', name: 'box', readOnly: false },
};

test('a box may take memory for its processes, its workspace, as much for temporary files and for its home, and 1 MiB', () => {
  const { HostConfig: host } = containerOptions(plan);

  expect(host?.Memory).toBe((4096 + 3 * 2048 + 1) * MiB);
  expect(host?.MemorySwap).toBe(host?.Memory);
  expect(host?.Tmpfs?.['/tmp']).toContain('size=2048m,');
  expect(host?.Tmpfs?.['/home/agent']).toContain('size=2048m,');
});

test('the home of a small box has room for a package manager all the same', () => {
  const { HostConfig: host } = containerOptions({
    ...plan,
    spec: { ...plan.spec, limits: { ...plan.spec.limits, workspaceMiB: 32 } },
  });

  expect(host?.Tmpfs?.['/home/agent']).toContain('size=512m,');
});

test('a workspace and a home on disk take no memory', () => {
  const storage = { kind: 'folders', workspace: '/disks/1/workspace', home: '/disks/1/home', readOnly: false } as const;

  const { HostConfig: host } = containerOptions({ ...plan, storage });

  expect(host?.Memory).toBe((4096 + 2048 + 1) * MiB);
  expect(Object.keys(host?.Tmpfs ?? {})).toEqual(['/tmp', '/run/sandpiper']);
  expect(host?.Mounts).toMatchObject([
    { Type: 'bind', Source: '/disks/1/workspace', Target: '/workspace', ReadOnly: false },
    { Type: 'bind', Source: '/disks/1/home', Target: '/home/agent', ReadOnly: false },
  ]);
});

test("another box's workspace is read-only, and the home beside it is not", () => {
  const storage = { kind: 'folders', workspace: '/disks/1/workspace', home: null, readOnly: true } as const;

  const { HostConfig: host } = containerOptions({ ...plan, storage });

  expect(host?.Mounts?.map(({ Target, ReadOnly }) => [Target, ReadOnly])).toEqual([['/workspace', true]]);
  expect(host?.Tmpfs?.['/home/agent']).toMatch(/^rw,/);
});

test('a kernel in user space limits its own processes, and its threads on the host have room', () => {
  const { HostConfig: host } = containerOptions({ ...plan, runtime: { runtime: 'runsc', isolation: 'syscall' } });

  expect(host?.Runtime).toBe('runsc');
  expect(host?.PidsLimit).toBe(4 * 512 + 1024);
  expect(host?.Ulimits).toContainEqual({ Name: 'nproc', Soft: 512, Hard: 512 });
});

test('a container is limited by its cgroup: a limit per user would count the processes of all boxes together', () => {
  const { HostConfig: host } = containerOptions(plan);

  expect(host?.PidsLimit).toBe(512);
  expect(host?.Ulimits?.map(({ Name }) => Name)).toEqual(['nofile', 'core', 'fsize']);
});

test('the host process may come back to a box: its input does not end with the first who held it', () => {
  expect(containerOptions(plan)).toMatchObject({ OpenStdin: true, StdinOnce: false });
});
